//! The report as workflow commands of GitHub Actions.

use stack_model::{Report, Severity, Source};

/// One command a finding, as "Workflow commands for GitHub Actions" has them.
pub(super) fn print(reports: &[(Source, Report)]) -> String {
    let mut lines = Vec::new();
    for (source, report) in reports {
        for finding in report.findings() {
            let command = match finding.severity() {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            let (line, column) =
                source.position(finding).map_or((1, 1), |position| (position.line, position.column));
            let help = finding.help().map(|help| format!("\n{help}")).unwrap_or_default();
            lines.push(format!(
                "::{command} file={},line={line},col={column},title={}::{}",
                property(source.name()),
                property(finding.code()),
                data(&format!("{}{help}", finding.message())),
            ));
        }
    }
    lines.join("\n")
}

/// Escapes the message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
