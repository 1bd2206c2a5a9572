//! `edge-across-hosts`: a client and its server run on different machines.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    catalogue::Interface,
    resolve::ResolvedService,
    value::{HostName, ServiceName},
};
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: "edge-across-hosts",
    severity: Severity::Error,
    summary: "a client and its server run on different machines",
    docs: "\
## What it rejects
A `uses` or a `depends_on` of a service that runs on another machine, and a route to a service on a machine without a
proxy.

## Why it matters
The name of a container is known to the Docker engine of its own machine only, and so is its state: the name does not
resolve, and a start that waits for it waits for nobody.

## How to repair
Run both on one machine, or give the server a route and let the client call its URL.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let deployed: BTreeSet<&HostName> = stack.deployed_hosts().collect();
    let on = |service: &ResolvedService| service.host.clone().filter(|host| deployed.contains(host));
    let proxies: BTreeSet<HostName> = stack
        .services
        .values()
        .filter(|service| service.kind.speaks(Interface::HttpProxy))
        .filter_map(on)
        .collect();
    for client in stack.services.values() {
        let Some(here) = on(client) else { continue };
        for edge in &client.edges {
            let Some(there) = stack.services.get(&edge.to).and_then(on) else { continue };
            if edge.is_route && !proxies.contains(&there) {
                let message = format!("`{}` runs on `{there}`, where no proxy runs", edge.to);
                let finding = findings.report(edge.path.clone(), message);
                finding.help(format!("run a proxy on `{there}`, or `{}` on `{here}`", edge.to));
            } else if !edge.is_route && here != there {
                report(client, &edge.to, edge.path.clone(), &here, &there, findings);
            }
        }
        for server in client.start_after.keys().filter(|server| !client.uses(server)) {
            let Some(there) = stack.services.get(server).and_then(on) else { continue };
            if here != there {
                report(client, server, stack.dependency_path(client, server), &here, &there, findings);
            }
        }
    }
}

fn report(
    client: &ResolvedService,
    server: &ServiceName,
    path: KeyPath,
    here: &HostName,
    there: &HostName,
    findings: &mut Findings<'_>,
) {
    findings
        .report(path, format!("`{}` runs on `{here}`, `{server}` on `{there}`", client.name))
        .because(KeyPath::root().key("services").key(server), "the server")
        .help("call it by the URL of a route instead, or run both on one machine");
}
