//! `firewall-rule-on-published-port`: a rule of the machine's firewall is about a port that never passes through it.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity};

pub(super) static RULE: Rule = Rule {
    code: "firewall-rule-on-published-port",
    severity: Severity::Error,
    summary: "a firewall rule is about a port that Docker publishes, and has no effect",
    docs: "\
## What it rejects
An entry of `access.firewall.allow` with the number and protocol of a port that a service publishes.

## Why it matters
Docker sends what arrives at a published port on to the container before the machine's firewall sees it. A rule that lets it
in is superfluous; one that lets in a few (`from`) keeps nobody out, and looks as if it did.

## How to repair
Remove the rule. Who reaches a published port follows from the stack: everybody, if a proxy publishes it for public routes or
if it is bound to a public address of the machine (`203.0.113.10:25:25`); else the VPN.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (index, rule) in stack.stack.access.firewall.allow.iter().enumerate() {
        let mut published = stack.services.values().flat_map(|service| {
            service.ports.iter().enumerate().map(move |(index, port)| (service, index, port))
        });
        let same = |port: &crate::PortMapping| port.published() == rule.port && port.protocol() == rule.proto;
        let Some((service, port, mapping)) = published.find(|(_, _, port)| same(port) && !port.is_loopback())
        else {
            continue;
        };
        let path = KeyPath::root().key("access").key("firewall").key("allow").index(index);
        findings
            .report(path, format!("Docker publishes `{mapping}` past the firewall"))
            .because(service.path().key("ports").index(port), format!("`{}` publishes it", service.name))
            .help("remove the rule: the exposure of the routes decides, and for other ports their address");
    }
}
