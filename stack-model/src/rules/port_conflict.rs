//! `port-conflict`: a port of a machine is published twice.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, PortMapping, Resolved, Severity,
    value::{HostName, Port, Protocol},
};
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    code: "port-conflict",
    severity: Severity::Error,
    summary: "a port of a machine is published twice",
    docs: "\
## What it rejects
Two published ports of services that run together on one machine, with the same number and protocol and with addresses
that are equal or include each other.

## Why it matters
Whichever container starts second fails with an address in use; which of them that is changes from start to start.

## How to repair
Publish another port, bind to another address, or remove one of the two.
",
    acceptable: true,
    check: Check::Stack(check),
};

type Taken<'a> = BTreeMap<(&'a HostName, Port, Protocol), Vec<(&'a PortMapping, KeyPath)>>;

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (environment, deployment) in stack.deployments() {
        let mut taken = Taken::new();
        for service in stack.running(deployment) {
            let Some(host) = &service.host else { continue };
            for (index, port) in service.ports.iter().enumerate() {
                let path = service.path().key("ports").index(index);
                let same = taken.entry((host, port.published(), port.protocol())).or_default();
                if let Some((other, cause)) = same.iter().find(|(other, _)| other.conflicts(port)) {
                    findings
                        .report(path.clone(), format!("`{port}` conflicts with `{other}` on `{host}`"))
                        .environment(environment)
                        .because(cause.clone(), "taken here")
                        .help("publish another port, or none: a route needs none");
                }
                same.push((port, path));
            }
        }
    }
}
