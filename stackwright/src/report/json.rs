//! The report as one JSON object.

use serde::Serialize;
use stack_model::{Diagnostic, Report, Severity, Source};

#[derive(Serialize)]
struct Output<'a> {
    findings: Vec<Placed<'a>>,
    errors: usize,
    warnings: usize,
}

/// A finding with its place for people.
#[derive(Serialize)]
struct Placed<'a> {
    #[serde(flatten)]
    finding: &'a Diagnostic,
    file: &'a str,
    line: usize,
    column: usize,
}

/// Prints every finding of every source as one object.
pub(super) fn print(reports: &[(Source, Report)]) -> String {
    let findings = reports.iter().flat_map(|(source, report)| {
        report.findings().iter().map(|finding| {
            let position = source.position(finding);
            Placed {
                finding,
                file: source.name(),
                line: position.map_or(1, |position| position.line),
                column: position.map_or(1, |position| position.column),
            }
        })
    });
    let count = |severity| reports.iter().map(|(_, report)| report.count(severity)).sum();
    let output = Output {
        findings: findings.collect(),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
    };
    serde_json::to_string_pretty(&output).expect("findings are text and numbers")
}
