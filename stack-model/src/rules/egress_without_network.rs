//! `egress-without-network`: a service that needs the Internet has no way to it.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity};

pub(super) static RULE: Rule = Rule {
    code: "egress-without-network",
    severity: Severity::Error,
    summary: "a service that needs the Internet has no way to it",
    docs: "\
## What it rejects
A service that calls the Internet, by what the catalogue knows or by `egress: true`, and joins internal networks only, or
no network at all.

## Why it matters
An internal network has no route to the outside. Every call to a provider, a registry or a certificate authority runs into
its timeout, while the health check stays green.

## How to repair
Let the service join a network that is not `internal`, and nobody else that does not need it.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let open = stack.stack.networks.iter().find(|(_, network)| !network.internal).map(|(name, _)| name);
    for service in stack.services.values().filter(|service| service.egress) {
        let internal = stack.joins_only_internal(service);
        if !internal && !service.networks.is_empty() {
            continue;
        }
        let joins = if internal { "internal networks only" } else { "no network" };
        let message = format!("`{}` calls the Internet and joins {joins}", service.name);
        let mut finding = findings.report(service.path().key("networks"), message);
        if let Some(network) = service.networks.first() {
            let cause = KeyPath::root().key("networks").key(network).key("internal");
            finding = finding.because(cause, "no way out");
        }
        finding.help(match open {
            Some(open) => format!("join a network with a way out, such as `{open}`"),
            None => "declare a network that is not internal, and join it".to_owned(),
        });
    }
}
