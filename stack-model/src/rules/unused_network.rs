//! `unused-network`: no service joins a network.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity, value::NetworkName};
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: "unused-network",
    severity: Severity::Warning,
    summary: "no service joins a network",
    docs: "\
## What it rejects
A network under `networks` that no service names.

## Why it matters
Compose never creates it. Mostly it was meant for a service that now runs without the separation, or without the way to
the Internet, that it was declared for.

## How to repair
Let the services join it, or remove it.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let joined: BTreeSet<&NetworkName> =
        stack.services.values().flat_map(|service| &service.networks).collect();
    for network in stack.stack.networks.keys() {
        if !joined.contains(network) {
            let path = KeyPath::root().key("networks").key(network);
            let finding = findings.report(path, format!("no service joins `{network}`")).at_key();
            finding.help("join it, or remove it");
        }
    }
}
