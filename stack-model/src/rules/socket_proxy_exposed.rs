//! `socket-proxy-exposed`: a Docker socket proxy can be reached by others than its clients.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity, catalogue::Interface, resolve::ResolvedService};

pub(super) static RULE: Rule = Rule {
    code: "socket-proxy-exposed",
    severity: Severity::Error,
    summary: "a Docker socket proxy can be reached by others than its clients",
    docs: "\
## What it rejects
A `socketproxy` on a network that is not `internal`, with a published port, behind a route, or on a network that somebody
joins who does not use it.

## Why it matters
The proxy asks nobody for a password: who reaches it may ask what it lets through. With a collector of logs among its
clients that is every log, and the environment of every container with all secrets in it.

## How to repair
Give the proxy an `internal` network for itself and its clients. Publish no port of it, not on `127.0.0.1` either: every
user of the machine reaches that.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for proxy in stack.services.values().filter(|service| service.kind.speaks(Interface::DockerApi)) {
        check_networks(stack, proxy, findings);
        for (index, port) in proxy.ports.iter().enumerate() {
            let path = proxy.path().key("ports").index(index);
            findings.report(path, format!("`{port}` publishes the Docker socket proxy")).help("remove it");
        }
        let routes = stack.stack.routes.iter().enumerate();
        for (index, _) in routes.filter(|(_, route)| route.to.as_ref() == Some(&proxy.name)) {
            let path = KeyPath::root().key("routes").index(index).key("to");
            findings.report(path, "a route leads to the Docker socket proxy").help("remove the route");
        }
    }
}

fn check_networks(stack: &Resolved, proxy: &ResolvedService, findings: &mut Findings<'_>) {
    for (index, name) in proxy.networks.iter().enumerate() {
        let Some(network) = stack.stack.networks.get(name) else { continue };
        let path = || proxy.path().key("networks").index(index);
        if !network.internal {
            let message = format!("the Docker socket proxy is on `{name}`, which is not internal");
            findings
                .report(path(), message)
                .help("put it on a network with `internal: true` of its own")
                .because(KeyPath::root().key("networks").key(name), "the open network");
        }
        let stranger = |other: &&ResolvedService| {
            other.name != proxy.name && other.networks.contains(name) && !other.uses(&proxy.name)
        };
        for other in stack.services.values().filter(stranger) {
            let message =
                format!("`{}` reaches the Docker socket proxy on `{name}`, and does not use it", other.name);
            findings
                .report(path(), message)
                .help("give the proxy a network for itself and its clients")
                .because(other.path(), "joins the same network");
        }
    }
}
