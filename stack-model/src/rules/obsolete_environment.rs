//! `obsolete-environment`: a variable that the program does not read any more.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity};

pub(super) static RULE: Rule = Rule {
    code: "obsolete-environment",
    severity: Severity::Error,
    summary: "a variable does nothing in the program that it is set for",
    docs: "\
## What it rejects
A variable under `environment` that the catalogue knows the program to have dropped, or never to have read.

## Why it matters
Nothing complains about it, and nothing happens. Who sets `N8N_BASIC_AUTH_ACTIVE` believes that a password guards the
editor, while it is open to the first visitor.

## How to repair
Remove the variable, and do what the finding says instead.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for service in stack.services.values() {
        let Some(written) = stack.stack.services.get(&service.name) else { continue };
        for name in written.environment.keys() {
            let mut obsolete = service.application.obsolete.iter();
            if let Some(obsolete) = obsolete.find(|known| known.matches(name.as_str())) {
                let path = service.path().key("environment").key(name);
                let message = format!("`{name}` does nothing in {}", service.application.title);
                findings.report(path, message).at_key().help(format!("remove it; {}", obsolete.reason));
            }
        }
    }
}
