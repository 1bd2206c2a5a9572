//! The table of deviations: each row is shown by something that fails when the specification's form comes back.

#[path = "cited/names.rs"]
mod names;

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
    for (id, shown) in &rows {
        let mut shows = 0;
        for clause in shown.split(';').map(str::trim) {
            // What stands in brackets explains; it is no name.
            let clause = clause.split(" (").next().unwrap_or_default();
            for name in quoted(clause) {
                // A snapshot shows what is emitted, not that it works.
                let kind = clause.split(' ').next().unwrap_or_default();
                let Some(known) = names::exists(kind, name, &sources) else { continue };
                assert!(known, "{id}: {name} does not exist");
                shows += 1;
            }
        }
        assert!(shows > 0, "{id} is shown by nothing that fails");
    }
}
