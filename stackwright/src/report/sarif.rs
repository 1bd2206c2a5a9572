//! The report as SARIF 2.1.0 (OASIS), for code scanning.

use serde_json::{Value, json};
use stack_model::{Report, Severity, Source, rules::RULES};

/// One run with every rule and every finding.
pub(super) fn print(reports: &[(Source, Report)]) -> String {
    let rules: Vec<Value> = RULES
        .iter()
        .map(|rule| {
            json!({
                "id": rule.code,
                "shortDescription": { "text": rule.summary },
                "fullDescription": { "text": rule.docs },
                "defaultConfiguration": { "level": level(rule.severity) },
            })
        })
        .collect();
    let results: Vec<Value> = reports
        .iter()
        .flat_map(|(source, report)| report.findings().iter().map(move |finding| (source, finding)))
        .map(|(source, finding)| {
            let (line, column) =
                source.position(finding).map_or((1, 1), |position| (position.line, position.column));
            let help = finding.help().map(|help| format!(". {help}")).unwrap_or_default();
            json!({
                "ruleId": finding.code(),
                "ruleIndex": RULES.iter().position(|rule| rule.code == finding.code()),
                "level": level(finding.severity()),
                "message": { "text": format!("{}{help}", finding.message()) },
                "locations": [{
                    "physicalLocation": {
                        "artifactLocation": { "uri": source.name() },
                        "region": { "startLine": line, "startColumn": column },
                    },
                    "logicalLocations": [{ "fullyQualifiedName": finding.path().to_string() }],
                }],
            })
        })
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "stackwright", "rules": rules } },
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&log).expect("a log is text and numbers")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}
