//! The names that a document may cite: rules, checks of `verify`, steps of `ci`, tests.

use stack_model::rules::rule;
use std::{collections::BTreeSet, fs};
use xtask::{input::repository, verify::CHECKS};

/// The source of the model and of all tests, to look names up in.
pub(crate) fn sources() -> String {
    let mut text = String::new();
    for folder in ["stack-model", "stack-render", "stackwright", "xtask", "snapshots"] {
        for entry in walkdir::WalkDir::new(repository().join(folder)) {
            let path = entry.expect("a folder entry").into_path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                text.push_str(&fs::read_to_string(path).expect("a source file"));
            }
        }
    }
    text
}

/// The tests of a source: functions below a line `#[test]`, with nothing but attributes and comments between the two.
pub(crate) fn tests(source: &str) -> BTreeSet<&str> {
    let mut tests = BTreeSet::new();
    let mut marked = false;
    for line in source.lines().map(str::trim) {
        if line == "#[test]" {
            marked = true;
        } else if let Some(rest) = line.strip_prefix("fn ").filter(|_| marked) {
            tests.extend(rest.split('(').next());
            marked = false;
        } else if !line.starts_with("#[") && !line.starts_with("//") {
            marked = false;
        }
    }
    tests
}

/// Whether there is a `rule`, a check of `verify`, a `step` of `ci` or a `test` of this name; none for another kind of thing.
pub(crate) fn exists(kind: &str, name: &str, sources: &str) -> Option<bool> {
    Some(match kind {
        "rule" => rule(name).is_some(),
        "verify" => CHECKS.iter().any(|check| check.name == name),
        "step" => xtask::ci::names().expect("the steps can be listed").iter().any(|step| step == name),
        "test" => tests(sources).contains(name.replace('-', "_").as_str()),
        _ => return None,
    })
}
