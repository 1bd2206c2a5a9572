//! `virtual-key-without-database`: a model proxy cannot know the key of its client.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity, catalogue::Interface};

pub(super) static RULE: Rule = Rule {
    code: "virtual-key-without-database",
    severity: Severity::Error,
    summary: "a model proxy cannot know the key of its client",
    docs: "\
## What it rejects
A client that gets a key of its own from a LiteLLM which uses no PostgreSQL.

## Why it matters
LiteLLM keeps the keys that it hands out in its database. Without one it knows the administrator's key only, and answers
every question of the client with a refusal (field report ENV-01).

## How to repair
Let the proxy use a `postgresql`.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for key in &stack.virtual_keys {
        let (Some(proxy), Some(client)) = (stack.services.get(&key.proxy), stack.services.get(&key.client))
        else {
            continue;
        };
        let kept = proxy.edges.iter().filter_map(|edge| stack.services.get(&edge.to));
        if kept.into_iter().any(|server| server.kind.speaks(Interface::Postgresql)) {
            continue;
        }
        let Some(edge) = client.edges.iter().find(|edge| edge.to == key.proxy) else { continue };
        let message = format!("`{}` has no database to know the key of `{}` by", key.proxy, key.client);
        findings
            .report(edge.path.clone(), message)
            .because(proxy.path(), "the proxy")
            .help(format!("add a `postgresql` to `uses` of `{}`", key.proxy));
    }
}
