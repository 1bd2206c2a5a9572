//! The report as one JSON object.

use serde::Serialize;
use stack_model::{Diagnostic, Report, Severity, Source};

#[derive(Serialize)]
struct Output<'a> {
    findings: Vec<Finding<'a>>,
    errors: usize,
    warnings: usize,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    severity: Severity,
    message: &'a str,
    path: String,
    file: &'a str,
    line: usize,
    column: usize,
    help: Option<&'a str>,
    environment: Option<&'a str>,
}

/// Prints every finding of every source as one object.
pub(super) fn print(reports: &[(Source, Report)]) -> String {
    let findings =
        reports.iter().flat_map(|(source, report)| report.findings().iter().map(move |f| finding(source, f)));
    let count = |severity| reports.iter().map(|(_, report)| report.count(severity)).sum();
    let output = Output {
        findings: findings.collect(),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
    };
    serde_json::to_string_pretty(&output).expect("findings are text and numbers")
}

fn finding<'a>(source: &'a Source, finding: &'a Diagnostic) -> Finding<'a> {
    let position = source.position(finding);
    Finding {
        code: finding.code,
        severity: finding.severity,
        message: &finding.message,
        path: finding.path.to_string(),
        file: source.name(),
        line: position.map_or(1, |position| position.line),
        column: position.map_or(1, |position| position.column),
        help: finding.help.as_deref(),
        environment: finding.environment.as_ref().map(stack_model::DeploymentName::as_str),
    }
}
