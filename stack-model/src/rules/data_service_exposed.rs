//! `data-service-exposed`: a store of data can be reached from outside.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity};

pub(super) static RULE: Rule = Rule {
    code: "data-service-exposed",
    severity: Severity::Error,
    summary: "a database, cache or vector store is on an open network or publishes a port",
    docs: "\
## What it rejects
A database, a cache or a vector store on a network that is not `internal`, or with a published port that is not bound to
the loopback address.

## Why it matters
Docker opens published ports ahead of the machine's firewall, so a rule of UFW does not close them, and such ports are
found by scanners within hours. On an open network one compromised store can send everything it holds to the Internet.

## How to repair
Put it on `internal` networks only. To reach it by hand, publish the port on `127.0.0.1` and use an SSH tunnel.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for service in stack.services.values().filter(|service| service.application.category.is_data()) {
        let title = service.application.title;
        for (index, name) in service.networks.iter().enumerate() {
            if stack.stack.networks.get(name).is_some_and(|network| !network.internal) {
                let path = service.path().key("networks").index(index);
                let finding = findings.report(path, format!("{title} is on `{name}`, which is not internal"));
                let network = KeyPath::root().key("networks").key(name);
                finding
                    .help("put it on networks with `internal: true` only")
                    .because(network, "the open network");
            }
        }
        for (index, port) in service.ports.iter().enumerate().filter(|(_, port)| !port.is_loopback()) {
            let path = service.path().key("ports").index(index);
            let finding = findings.report(path, format!("`{port}` lets the outside reach {title}"));
            finding.help(format!(
                "remove it, or bind it: `127.0.0.1:{}:{}`",
                port.published(),
                port.target()
            ));
        }
    }
}
