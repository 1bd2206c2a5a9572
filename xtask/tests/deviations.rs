//! The table of deviations: each row is shown by something that fails when the specification's form comes back.

#[path = "cited/names.rs"]
mod names;

use stack_model::{Source, check};
use std::{collections::BTreeSet, fs};
use xtask::input::repository;

/// The rows: id and what shows it.
fn rows() -> Vec<(String, String)> {
    let text = fs::read_to_string(repository().join("DEVIATIONS.md")).expect("the page is there");
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let (first, last) = (cells.first()?, cells.last()?);
        assert_eq!(cells.len(), 5, "{first} has another number of cells");
        Some(((*first).to_owned(), (*last).to_owned()))
    };
    text.lines().filter(|line| line.starts_with("| D-")).filter_map(row).collect()
}

/// The words in backticks.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_deviation_is_shown_by_something_that_fails() {
    let sources = names::sources();
    let rows = rows();
    assert!(rows.len() > 80, "the rows were not found");
    let ids: BTreeSet<&str> = rows.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids.len(), rows.len(), "two rows have one id");
    let outputs = outputs();
    for (id, shown) in &rows {
        let mut shows = 0;
        for clause in shown.split(';').map(str::trim) {
            // What stands in brackets explains; it is no name.
            let clause = clause.split(" (").next().unwrap_or_default();
            let kind = clause.split(' ').next().unwrap_or_default();
            for name in quoted(clause) {
                let known = names::exists(kind, name, &sources);
                // An output is reviewed as a snapshot: it shows what is emitted, not that it works.
                shows += usize::from(known.is_some());
                let output = kind == "output" && outputs.iter().any(|path| path == name);
                assert!(known.unwrap_or(output), "{id}: there is no {kind} {name}");
            }
        }
        assert!(shows > 0, "{id} is shown by nothing that fails");
    }
}

/// Every generated path of the reference stack.
fn outputs() -> Vec<String> {
    let path = repository().join("fixtures/valid/vpai.yml");
    let text = fs::read_to_string(path).expect("the reference stack is there");
    let stack = Source::new("vpai.yml", text).parse().and_then(check).expect("it is good");
    let tree = stack_render::plan(&stack).expect("built-in templates render");
    tree.files().map(|(path, _)| path.to_string()).collect()
}

#[test]
fn a_function_that_is_no_test_is_no_test() {
    let source = "#[test]\nfn one() {}\nfn two() {}\n// #[test]\nfn three() {}\n    #[test]\n    #[cfg(unix)]\n    /// Why.\n    fn four() {\n#[test]\n\nlet x;\nfn five() {}\n";
    assert_eq!(names::tests(source), BTreeSet::from(["one", "four"]));
    assert_eq!(names::exists("test", "five", source), Some(false));
    assert_eq!(names::exists("test", "one", source), Some(true));
    assert_eq!(names::exists("rule", "no-such-rule", source), Some(false));
    assert_eq!(names::exists("verify", "no-such-check", source), Some(false));
    assert_eq!(names::exists("step", "no-such-step", source), Some(false));
}
