//! `redis-database-shared`: two clients keep their keys in one database of a Redis.

use super::{Check, Findings, Rule};
use crate::{
    Resolved, Severity,
    resolve::{Edge, Keys},
    value::{RedisIndex, ServiceName},
};
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    code: "redis-database-shared",
    severity: Severity::Error,
    summary: "two clients keep their keys in one database of a Redis",
    docs: "\
## What it rejects
Two services with the same database of the same Redis, unless both edges say `shared: true`. A `container` is in database 0
unless `index` is written, because that is the one that programs open by themselves; a program of the catalogue gets the
first that is free.

## Why it matters
Keys of one program are keys of the other: `FLUSHDB` of a cache empties the queue beside it, and two copies of one program
take each other's jobs.

## How to repair
Write another `index`, and tell the program. Write `shared: true` on both edges if they are parts of one program.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let mut first: BTreeMap<(&ServiceName, RedisIndex), (&ServiceName, &Edge, Keys)> = BTreeMap::new();
    for client in stack.services.values() {
        for edge in &client.edges {
            let Some(keys) = edge.keys else { continue };
            let Some((other, place, earlier)) = first.get(&(&edge.to, keys.index)) else {
                first.insert((&edge.to, keys.index), (&client.name, edge, keys));
                continue;
            };
            if **other == client.name || (keys.shared && earlier.shared) {
                continue;
            }
            let message =
                format!("`{}` and `{other}` share database {} of `{}`", client.name, keys.index, edge.to);
            findings
                .report(edge.path.clone(), message)
                .because(place.path.clone(), "the other client")
                .help("write another `index` and tell the program, or `shared: true` on both edges");
        }
    }
}
