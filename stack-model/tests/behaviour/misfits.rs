//! Which faults of a text are reported: each once, and none that only follows from another.

use crate::altered::{altered, text};
use stack_model::Source;

/// What is wrong with the shape of a text: codes and places.
fn faults(text: &str) -> Vec<(&'static str, String)> {
    let report = Source::new("stack.yml", text).parse().expect_err("it does not fit");
    report.findings().iter().map(|found| (found.code(), found.path().to_string())).collect()
}

#[track_caller]
fn found(changes: &[(&str, &str)], expected: &[(&str, &str)]) {
    let faults = faults(&altered(&text("invalid/backup-jobs-overlap.yml"), changes));
    let faults: Vec<(&str, &str)> = faults.iter().map(|(code, path)| (*code, path.as_str())).collect();
    assert_eq!(faults, expected);
}

#[test]
fn a_required_key_with_a_bad_value_is_not_reported_as_missing_too() {
    found(
        &[("172.20.2.0/24, internal: true", "not-a-subnet, internal: true")],
        &[("invalid-value", "networks.backend.subnet")],
    );
    found(
        &[("timezone: Europe/Paris", "timezone: Europe/Atlantis")],
        &[("invalid-value", "project.timezone")],
    );
}

#[test]
fn a_required_key_that_is_not_written_is_reported() {
    found(&[("subnet: 172.20.2.0/24, ", "")], &[("invalid-value", "networks.backend")]);
    found(&[("name: wiki, timezone: Europe/Paris", "name: wiki")], &[("invalid-value", "project")]);
}

#[test]
fn a_mapping_that_is_empty_only_without_its_bad_value_is_not_reported_too() {
    found(
        &[("keep: { weekly: 4 }", "keep: { weekly: many }")],
        &[("invalid-value", "backups.zerobyte.jobs.settings.keep.weekly")],
    );
    // An empty one that is written so is a fault of its own.
    found(
        &[("keep: { weekly: 4 }", "keep: {}")],
        &[("invalid-value", "backups.zerobyte.jobs.settings.keep")],
    );
}

#[test]
fn faults_of_two_places_and_an_unknown_key_are_all_reported() {
    found(
        &[
            ("172.20.1.0/24", "172.20.1.0/99"),
            ("timezone: Europe/Paris", "timezone: Europe/Atlantis, nmae: x"),
            ("keep: { weekly: 4 }", "keep: { weekly: many, dayly: 3 }"),
        ],
        &[
            ("invalid-value", "project.timezone"),
            ("unknown-key", "project.nmae"),
            ("invalid-value", "networks.frontend.subnet"),
            ("invalid-value", "backups.zerobyte.jobs.settings.keep.weekly"),
            ("unknown-key", "backups.zerobyte.jobs.settings.keep.dayly"),
        ],
    );
}
