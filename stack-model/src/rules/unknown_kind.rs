//! `unknown-kind`: nothing says what a service is.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity, catalogue::Kind, syntax::suggest};

pub(super) static RULE: Rule = Rule {
    code: "unknown-kind",
    severity: Severity::Error,
    summary: "nothing says what a service is",
    docs: "\
## What it rejects
A service without `kind` whose name is not one that the catalogue knows.

## Why it matters
Nothing is known of its ports, its volumes, its user or its health; and if it is a known application under another
name, its settings, secrets and checks are silently lost.

## How to repair
Write the application's `kind`, or `kind: container` and describe it.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let kinds: Vec<&str> =
        Kind::ALL.iter().map(|kind| kind.name()).filter(|kind| *kind != "container").collect();
    for (name, service) in &stack.stack.services {
        if service.kind.is_some() || Kind::of_name(name).is_some() {
            continue;
        }
        let Some(resolved) = stack.services.get(name) else { continue };
        let nearest = suggest(name.as_str(), &kinds).unwrap_or_default();
        findings
            .report(resolved.path(), format!("the catalogue knows no `{name}`"))
            .at_key()
            .help(format!("write `kind`: `container` for what the catalogue does not know; {nearest}"));
    }
}
