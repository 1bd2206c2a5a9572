//! One snapshot for the report on every invalid fixture, and on the specification as it was written.

use crate::store::{assert_no_orphans, assert_snapshot, files, repository};
use stack_model::{Diagnostic, Report, Source, check, rules::RULES};
use stackwright::report;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn findings(path: &Path) -> (Source, Report) {
    let name =
        path.strip_prefix(repository()).expect("a fixture lies in the repository").to_str().expect("UTF-8");
    let source = Source::from_bytes(name, fs::read(path).expect("the fixture can be read"));
    let report = match source.parse().and_then(check) {
        Ok(checked) => source.place(checked.warnings().clone()),
        Err(report) => source.place(report),
    };
    (source, report)
}

fn stem(path: &Path) -> String {
    path.file_stem().and_then(|stem| stem.to_str()).expect("a fixture has a name").to_owned()
}

fn invalid() -> Vec<PathBuf> {
    files("fixtures/invalid", "yml")
}

#[test]
fn every_report_is_as_reviewed() {
    let mut wanted = BTreeSet::new();
    for path in invalid() {
        let (source, report) = findings(&path);
        assert_snapshot("invalid", &stem(&path), &report::text(&[(source, report)], false));
        wanted.insert(stem(&path));
    }
    assert_no_orphans("invalid", &wanted);
}

#[test]
fn every_fixture_raises_its_own_code_and_no_other() {
    for path in invalid() {
        let stem = stem(&path);
        let code = stem.split('.').next().unwrap_or(&stem);
        assert!(RULES.iter().any(|rule| rule.code == code), "{stem}: there is no such rule");
        let (_, report) = findings(&path);
        let mut codes: BTreeSet<&str> = report.findings().iter().map(Diagnostic::code).collect();
        // Fixtures name no digests, which would be invented, use the catalogue as it is, and most are about no backups.
        for general in ["data-on-one-machine", "digest-missing", "unproven-contract"] {
            if code != general {
                codes.remove(general);
            }
        }
        assert_eq!(codes, BTreeSet::from([code]), "{stem}:\n{report}");
    }
}

#[test]
fn every_finding_has_a_place() {
    for path in invalid() {
        let (source, report) = findings(&path);
        for finding in report.findings() {
            let position = source.position(finding).unwrap_or_else(|| panic!("{}: no place", stem(&path)));
            let lines = source.text().lines().count().max(1);
            assert!((1..=lines + 1).contains(&position.line), "{}: line {}", stem(&path), position.line);
        }
    }
}

#[test]
fn the_specification_as_written_is_rejected() {
    let path = repository().join("fixtures/spec/as-written.yml");
    let (source, report) = findings(&path);
    let codes: BTreeSet<&str> = report.findings().iter().map(Diagnostic::code).collect();
    assert!(codes.len() >= 25, "{} codes: {codes:?}", codes.len());
    assert_snapshot("spec", "as-written", &report::text(&[(source, report)], false));
    assert_no_orphans("spec", &BTreeSet::from(["as-written".to_owned()]));
}
