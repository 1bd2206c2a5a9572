//! The table of the field's failures: every row is there, and every name it cites exists.

#[path = "cited/names.rs"]
mod names;

use stackwright::program::output::Outcome;
use std::collections::BTreeSet;
use xtask::{
    coverage::{Entry, Handled, Table, table},
    input::repository,
};

/// The ids of the 117 rows of the study of a real deployment.
const FAILURES: &str = include_str!("failure-ids.txt");

#[test]
fn every_row_is_there_once() {
    let table = table().expect("the table can be read");
    let ids: Vec<&str> = table.failures.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids, FAILURES.lines().collect::<Vec<_>>());
    let contradictions: Vec<String> = table.contradictions.iter().map(|entry| entry.id.clone()).collect();
    assert_eq!(contradictions, (1..=65).map(|number| format!("SPEC-{number:02}")).collect::<Vec<_>>());
}

fn row(id: &str, handled: Handled) -> Entry {
    Entry { id: id.into(), what: format!("what {id} is"), handled, by: Vec::new() }
}

#[test]
fn an_open_row_of_either_list_is_named_and_ends_with_1() {
    let settled = || vec![row("A-1", Handled::Rule)];
    let open = || vec![row("B-1", Handled::Type), row("B-2", Handled::Open)];
    for table in [
        Table { failures: open(), contradictions: settled() },
        Table { failures: settled(), contradictions: open() },
    ] {
        assert_eq!(table.outcome(), Outcome::Findings);
        assert_eq!(table.outcome().code(), 1);
        assert!(table.text().ends_with("\nopen: B-2: what B-2 is"), "{}", table.text());
        assert!(table.text().contains(": 1 of 2 settled (1 by type, 1 open)"), "{}", table.text());
        assert_eq!(table.json()["open"], serde_json::json!([{ "id": "B-2", "what": "what B-2 is" }]));
    }
}

#[test]
fn a_table_without_an_open_row_ends_with_0() {
    let table =
        Table { failures: vec![row("A-1", Handled::Rule)], contradictions: vec![row("B-1", Handled::Proof)] };
    assert_eq!(table.outcome(), Outcome::Done);
    assert_eq!(
        table.text(),
        "failures: 1 of 1 settled (1 by rule)\ncontradictions: 1 of 1 settled (1 by proof)"
    );
    assert_eq!(table.json()["open"], serde_json::json!([]));
}

#[test]
fn every_name_that_is_cited_exists() {
    let table = table().expect("the table can be read");
    let outputs = outputs();
    let sources = names::sources();
    for entry in table.failures.iter().chain(&table.contradictions) {
        assert_eq!(
            entry.handled == Handled::Open,
            entry.by.is_empty(),
            "{}: open means by nothing",
            entry.id
        );
        for reference in &entry.by {
            assert!(exists(reference, &outputs, &sources), "{}: {reference} does not exist", entry.id);
        }
        assert_consistent(entry);
    }
}

fn assert_consistent(entry: &Entry) {
    let Some(first) = entry.by.first() else { return };
    let expected = match entry.handled {
        Handled::Type => "type:",
        Handled::Rule => "rule:",
        Handled::Emission => "output:",
        Handled::Proof => "verify:",
        Handled::Absent => "test:",
        Handled::Open => "",
    };
    let test = entry.handled == Handled::Proof && first.starts_with("test:");
    assert!(first.starts_with(expected) || test, "{}: {first} is not how it is handled", entry.id);
}

/// Every generated path of the reference stack.
fn outputs() -> BTreeSet<String> {
    let source =
        xtask::input::read(&repository().join(xtask::input::REFERENCE)).expect("the reference stack");
    let stack = xtask::input::checked(&source).unwrap_or_else(|report| panic!("{report}"));
    let tree = stack_render::plan(&stack).expect("built-in templates render");
    tree.files().map(|(path, _)| path.to_string()).collect()
}

fn exists(reference: &str, outputs: &BTreeSet<String>, sources: &str) -> bool {
    let Some((kind, name)) = reference.split_once(':') else { return false };
    match kind {
        "output" => outputs.contains(name),
        "type" => ["struct", "enum", "trait"].iter().any(|word| {
            [" ", "<", "(", ";"].iter().any(|end| sources.contains(&format!("pub {word} {name}{end}")))
                || sources.contains(&format!("    {name}, '"))
        }),
        _ => names::exists(kind, name, sources).unwrap_or(false),
    }
}
