//! `edge-without-shared-network`: a client and its server are on no common network.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity, resolve::ResolvedService};

pub(super) static RULE: Rule = Rule {
    code: "edge-without-shared-network",
    severity: Severity::Error,
    summary: "a client and its server are on no common network",
    docs: "\
## What it rejects
An edge of `uses`, or a route, whose two ends run on the same machine and join no network together.

## Why it matters
The server's name does not resolve in the client, and no packet gets across. The client reports a database, a cache or a
backend that is down, although it is healthy.

## How to repair
Let the client join a network of the server, or both join a new one.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for client in stack.services.values().filter(|service| knows_networks(stack, service)) {
        for edge in &client.edges {
            let Some(server) = stack.services.get(&edge.to).filter(|server| knows_networks(stack, server))
            else {
                continue;
            };
            let together = client.host.is_some() && client.host == server.host;
            if !together || client.networks.iter().any(|network| server.networks.contains(network)) {
                continue;
            }
            let joined =
                server.networks.iter().map(|network| format!("`{network}`")).collect::<Vec<_>>().join(", ");
            findings
                .report(
                    edge.path.clone(),
                    format!("`{}` and `{}` share no network", client.name, server.name),
                )
                .because(client.path().key("networks"), "what the client joins")
                .because(server.path().key("networks"), "what the server joins")
                .help(format!("let `{}` join one of {joined}", client.name));
        }
    }
}

/// Whether it joins networks and all of them are declared: of others nobody knows where they lead.
fn knows_networks(stack: &Resolved, service: &ResolvedService) -> bool {
    let declared = |network| stack.stack.networks.contains_key(network);
    !service.networks.is_empty() && service.networks.iter().all(declared)
}
