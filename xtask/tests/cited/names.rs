//! The names that a document may cite: rules, checks of `verify`, steps of `ci`, tests.

use stack_model::rules::rule;
use std::fs;
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

/// Whether there is a `rule`, a check of `verify`, a `step` of `ci` or a `test` of this name; none for another kind of thing.
pub(crate) fn exists(kind: &str, name: &str, sources: &str) -> Option<bool> {
    Some(match kind {
        "rule" => rule(name).is_some(),
        "verify" => CHECKS.iter().any(|check| check.name == name),
        "step" => xtask::ci::names().expect("the steps can be listed").iter().any(|step| step == name),
        "test" => sources.contains(&format!("fn {}(", name.replace('-', "_"))),
        _ => return None,
    })
}
