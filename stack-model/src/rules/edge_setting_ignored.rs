//! `edge-setting-ignored`: an edge says something that nothing follows from.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity, resolve::connections::pool};

pub(super) static RULE: Rule = Rule {
    code: "edge-setting-ignored",
    severity: Severity::Error,
    summary: "an edge says something that nothing follows from",
    docs: "\
## What it rejects
`connections` of an edge to a server that is no PostgreSQL, of a client that only watches it, or of one whose pool cannot be
set.

## Why it matters
The number would be counted and never reach the program, or reach it and never be counted: the sum of the pools would be
wrong in either case.

## How to repair
Remove the key.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (name, written) in &stack.stack.services {
        let Some(client) = stack.services.get(name) else { continue };
        for (index, edge) in written.uses.iter().enumerate() {
            let (Some(detailed), Some(server)) = (edge.detailed(), stack.services.get(edge.service())) else {
                continue;
            };
            let path = client.path().key("uses").index(index);
            if detailed.connections.is_some() {
                let why = match pool(client.kind, server.kind) {
                    None => format!("`{name}` keeps no connections to `{}`", server.name),
                    Some(pool) if !pool.settable => {
                        format!(
                            "the pool of a `{}` has {} connections, and nothing sets it",
                            client.kind, pool.connections
                        )
                    }
                    Some(_) => continue,
                };
                findings.report(path.key("connections"), why).at_key().help("remove the key");
            }
        }
    }
}
