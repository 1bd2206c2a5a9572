//! `no-network`: a service joins no network.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity};

pub(super) static RULE: Rule = Rule {
    code: "no-network",
    severity: Severity::Error,
    summary: "a service joins no network",
    docs: "\
## What it rejects
A service without `networks`.

## Why it matters
Compose puts it on a default network of its own, which has a way to the Internet, takes its subnet from Docker's pool and
connects it with every other service that was forgotten.

## How to repair
Write the networks that it is to join.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for service in stack.services.values().filter(|service| service.networks.is_empty()) {
        let message = format!("`{}` joins no network, and lands on Docker's default one", service.name);
        let finding = findings.report(service.path(), message).at_key();
        let known: Vec<String> = stack.stack.networks.keys().map(|name| format!("`{name}`")).collect();
        finding.help(match known.as_slice() {
            [] => "declare a network, and join it with `networks`".to_owned(),
            known => format!("join one of {} with `networks`", known.join(", ")),
        });
    }
}
