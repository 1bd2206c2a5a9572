//! `edge-setting-ignored`: an edge says something that nothing follows from.

use super::{Check, Findings, Rule};
use crate::{
    Resolved, Severity,
    resolve::{
        ResolvedService,
        connections::pool,
        keys::{Keeper, keeper},
    },
    stack::DetailedUse,
};

pub(super) static RULE: Rule = Rule {
    code: "edge-setting-ignored",
    severity: Severity::Error,
    summary: "an edge says something that nothing follows from",
    docs: "\
## What it rejects
`connections` of an edge to a server that is no PostgreSQL, of a client that only watches it, or of one whose pool cannot be
set. `as`, `index` or `shared` of an edge to a server that is no Redis, or of a client that only watches it, and `as` of a
client of which the catalogue knows what it keeps.

## Why it matters
What is written would be counted and never reach the program, or reach it and never be counted: the sum of the pools, or
who shares a database with whom, would be wrong in either case.

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
            for (key, why) in ignored(client, server, detailed) {
                findings.report(path.key(key), why).at_key().help("remove the key");
            }
        }
    }
}

/// The keys of an edge that nothing follows from, each with the reason.
fn ignored(
    client: &ResolvedService,
    server: &ResolvedService,
    edge: &DetailedUse,
) -> Vec<(&'static str, String)> {
    let (name, kind) = (&client.name, client.kind);
    let mut ignored = Vec::new();
    if edge.connections.is_some() {
        let why = match pool(kind, server.kind) {
            None => Some(format!("`{name}` keeps no connections to `{}`", server.name)),
            Some(pool) if !pool.settable => Some(format!(
                "the pool of a `{kind}` has {} connections, and nothing sets it",
                pool.connections
            )),
            Some(_) => None,
        };
        ignored.extend(why.map(|why| ("connections", why)));
    }
    let keeper = keeper(kind, server.kind);
    let written = [("as", edge.keeps.is_some()), ("index", edge.index.is_some()), ("shared", edge.shared)];
    for (key, _) in written.into_iter().filter(|(_, is_written)| *is_written) {
        match keeper {
            None => ignored.push((key, format!("`{name}` keeps no keys in `{}`", server.name))),
            Some(Keeper::Known(keeps)) if key == "as" => {
                ignored.push((key, format!("a `{kind}` keeps a {keeps}, whatever is written")));
            }
            Some(_) => {}
        }
    }
    ignored
}
