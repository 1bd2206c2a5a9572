//! `published-on-internal-network`: a port is published from internal networks only.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity};

pub(super) static RULE: Rule = Rule {
    code: "published-on-internal-network",
    severity: Severity::Error,
    summary: "a port is published from internal networks only",
    docs: "\
## What it rejects
A service with `ports` all of whose networks are `internal`.

## Why it matters
Docker accepts the ports and publishes none of them, without a word: the container runs, and nothing listens on the
machine.

## How to repair
Remove the ports and reach the service through a route, or let it join a network that is not `internal`.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for service in stack.services.values().filter(|service| stack.joins_only_internal(service)) {
        for (index, port) in service.ports.iter().enumerate() {
            let message = format!("Docker does not publish `{port}` from internal networks");
            let mut finding = findings.report(service.path().key("ports").index(index), message);
            if let Some(network) = service.networks.first() {
                let cause = KeyPath::root().key("networks").key(network).key("internal");
                finding = finding.because(cause, "the network is internal");
            }
            finding.help("remove the port and write a route, or join a network that is not internal");
        }
    }
}
