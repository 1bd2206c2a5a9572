//! Each invalid fixture raises its own code and no other; a valid one raises nothing that stops it.

use crate::altered::{report, text};
use stack_model::{Diagnostic, Severity};
use std::{collections::BTreeSet, fs, path::Path};

/// Codes that most fixtures raise and are not about: they name no digests, use the catalogue as it is and copy nothing away.
const GENERAL: [&str; 3] = ["data-on-one-machine", "digest-missing", "unproven-contract"];

fn names(folder: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures").join(folder);
    let entries = fs::read_dir(path).expect("the folder is there");
    let name = |entry: fs::DirEntry| entry.file_name().into_string().expect("its name is UTF-8");
    let mut names: Vec<String> =
        entries.map(|entry| format!("{folder}/{}", name(entry.expect("a fixture")))).collect();
    names.sort();
    names
}

/// The codes found in a fixture.
fn codes(name: &str) -> BTreeSet<&'static str> {
    report(&text(name)).findings().iter().map(Diagnostic::code).collect()
}

#[test]
fn an_invalid_fixture_raises_the_code_that_it_is_named_after_and_no_other() {
    let names = names("invalid");
    assert!(names.len() > 150, "{} fixtures", names.len());
    let mut wrong = Vec::new();
    for name in names {
        let own = name.trim_start_matches("invalid/").split('.').next().unwrap_or_default().to_owned();
        let mut codes = codes(&name);
        codes.retain(|code| *code == own || !GENERAL.contains(code));
        if codes != BTreeSet::from([own.as_str()]) {
            wrong.push(format!("{name}: {codes:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_valid_fixture_raises_no_error_and_no_warning_but_the_general_ones() {
    let names = names("valid");
    assert!(names.len() >= 3);
    for name in names {
        let report = report(&text(&name));
        assert_eq!(report.count(Severity::Error), 0, "{name}:\n{report}");
        let others: Vec<&str> = codes(&name).into_iter().filter(|code| !GENERAL.contains(code)).collect();
        assert!(others.is_empty(), "{name}: {others:?}");
    }
}
