//! `unknown-network`: a service joins a network that nobody declared.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity, suggest::suggest};

pub(super) static RULE: Rule = Rule {
    code: "unknown-network",
    severity: Severity::Error,
    summary: "a service joins a network that is not declared",
    docs: "\
## What it rejects
A name under `networks` of a service that does not stand under `networks` of the stack.

## Why it matters
Compose refuses the whole file, or, worse, an old network of that name lets the container reach what it should not.

## How to repair
Correct the name, or declare the network with its subnet.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let known: Vec<&str> = stack.stack.networks.keys().map(crate::NetworkName::as_str).collect();
    for service in stack.services.values() {
        for (index, network) in service.networks.iter().enumerate() {
            if !stack.stack.networks.contains_key(network) {
                let path = service.path().key("networks").index(index);
                let finding = findings.report(path, format!("there is no network `{network}`"));
                if let Some(help) = suggest(network.as_str(), &known) {
                    finding.help(help);
                }
            }
        }
    }
}
