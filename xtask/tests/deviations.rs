//! The table of deviations: each row is shown by something that fails when the specification's form comes back.

use stack_model::rules::rule;
use std::{collections::BTreeSet, fs};
use xtask::{input::repository, verify::CHECKS};

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

/// The names in backticks.
fn names(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

fn sources() -> String {
    let mut text = String::new();
    for folder in ["stack-model", "stack-render", "xtask", "snapshots"] {
        for entry in walkdir::WalkDir::new(repository().join(folder)) {
            let path = entry.expect("a folder entry").into_path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                text.push_str(&fs::read_to_string(path).expect("a source file"));
            }
        }
    }
    text
}

#[test]
fn every_deviation_is_shown_by_something_that_fails() {
    let sources = sources();
    let rows = rows();
    assert!(rows.len() > 80, "the rows were not found");
    let ids: BTreeSet<&str> = rows.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids.len(), rows.len(), "two rows have one id");
    for (id, shown) in &rows {
        let mut shows = 0;
        for clause in shown.split(';').map(str::trim) {
            // What stands in brackets explains; it is no name.
            let clause = clause.split(" (").next().unwrap_or_default();
            for name in names(clause) {
                let known = match clause.split(' ').next().unwrap_or_default() {
                    "rule" => rule(name).is_some(),
                    "verify" => CHECKS.iter().any(|check| check.name == name),
                    "test" => sources.contains(&format!("fn {}(", name.replace('-', "_"))),
                    // A snapshot shows what is emitted, not that it works.
                    _ => continue,
                };
                assert!(known, "{id}: {name} does not exist");
                shows += 1;
            }
        }
        assert!(shows > 0, "{id} is shown by nothing that fails");
    }
}
