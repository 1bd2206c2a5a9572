//! `queue-on-evicting-cache`: work or sessions in a Redis that drops keys when it is full.

use super::{Check, Findings, Rule};
use crate::{
    Resolved, Severity,
    catalogue::applications::redis::{Eviction, RedisSettings},
    stack::Keeps,
};

pub(super) static RULE: Rule = Rule {
    code: "queue-on-evicting-cache",
    severity: Severity::Error,
    summary: "work or sessions are kept in a Redis that drops keys when it is full",
    docs: "\
## What it rejects
An edge `as: queue` or `as: session` to a Redis whose `eviction` is `allkeys-lru`, which is the default, and an edge of a
`container` to such a server that does not say what it keeps. The catalogue says it for the programs that it knows.

## Why it matters
A full cache drops the key that was used longest ago, whatever it is: a job that waits is never done, and nobody is told.

## How to repair
Give queues and sessions a Redis of their own with `eviction: noeviction`. Write `as: cache` if the keys can be had again.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for client in stack.services.values() {
        for edge in &client.edges {
            let (Some(keys), Some(server)) = (edge.keys, stack.services.get(&edge.to)) else { continue };
            let Some(settings) = server.settings_of::<RedisSettings>() else { continue };
            if settings.eviction == Eviction::Noeviction {
                continue;
            }
            let (what, help) = match keys.keeps {
                Some(Keeps::Cache) => continue,
                Some(keeps) => {
                    (format!("keeps a {keeps} there"), "use a Redis of its own, with `eviction: noeviction`")
                }
                None => (
                    "does not say what it keeps".to_owned(),
                    "write `as: cache` if all of it can be had again; else use a Redis with `eviction: noeviction`",
                ),
            };
            let message =
                format!("`{}` drops keys when it is full, and `{}` {what}", server.name, client.name);
            let written = stack.stack.services.get(&server.name).and_then(|written| written.config.as_ref());
            let written = written.is_some_and(|config| config.get("eviction").is_some());
            let policy = server.path().key("config").key("eviction");
            findings
                .report(edge.path.clone(), message)
                .because(if written { policy } else { server.path() }, "`allkeys-lru`")
                .help(help);
        }
    }
}
