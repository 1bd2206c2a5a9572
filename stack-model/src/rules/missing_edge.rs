//! `missing-edge`: a service lacks a server that it cannot do without.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity, catalogue::Interface};

pub(super) static RULE: Rule = Rule {
    code: "missing-edge",
    severity: Severity::Error,
    summary: "a service lacks a server that it cannot do without",
    docs: "\
## What it rejects
A service of a kind that needs another kind, none of which stands under its `uses`.

## Why it matters
Nothing is wired: the program gets neither the server's address nor its key, and fails at its first start or at its first
request.

## How to repair
Declare the server if it is missing, and add it to `uses`.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for service in stack.services.values() {
        let edges = || service.edges.iter().filter(|edge| !edge.is_route);
        // A name that nobody has might be the server that is meant.
        if edges().any(|edge| !stack.services.contains_key(&edge.to)) {
            continue;
        }
        let uses = |interface: Interface| {
            edges()
                .filter_map(|edge| stack.services.get(&edge.to))
                .any(|server| server.kind.speaks(interface))
        };
        for need in service.application.needs.iter().filter(|need| need.required && !uses(need.interface)) {
            let server = stack.services.values().find(|server| server.kind.speaks(need.interface));
            let message = format!("`{}` uses no `{}`: {}", service.name, need.interface, need.reason);
            let finding = findings.report(service.path(), message).at_key();
            finding.help(match server {
                Some(server) => format!("add `{}` to `uses`", server.name),
                None => format!("declare a service of the kind `{}`, and add it to `uses`", need.interface),
            });
        }
    }
}
