//! `unknown-network`: a service joins a network that nobody declared.

use super::{Check, Findings, Reported, Rule, all};
use crate::{
    Resolved, Severity, resolve::ResolvedService, stack::Network, syntax::suggest, value::NetworkName,
};
use indexmap::IndexMap;

pub(crate) static RULE: Rule = Rule {
    code: "unknown-network",
    severity: Severity::Error,
    summary: "a service joins a network that is not declared",
    docs: "\
## What it rejects
A name under `networks` of a service that does not stand under `networks` of the stack.

## Why it matters
Compose refuses the whole file, or, worse, an old network of that name lets the container reach what it should not.

## How to repair
Correct the name, or declare the network with its subnet.
",
    acceptable: false,
    check: Check::Construction,
};

/// The networks that a service joins, as they are declared.
pub(crate) fn networks(
    stack: &Resolved,
    service: &ResolvedService,
    findings: &mut Findings<'_>,
) -> Result<IndexMap<NetworkName, Network>, Reported> {
    let declared = |(index, name): (usize, &NetworkName)| {
        if let Some(network) = stack.stack.networks.get(name) {
            return Ok((name.clone(), network.clone()));
        }
        let path = service.path().key("networks").index(index);
        let known: Vec<&str> = stack.stack.networks.keys().map(NetworkName::as_str).collect();
        let finding = findings.report(path, format!("there is no network `{name}`"));
        Err(match suggest(name.as_str(), &known) {
            Some(help) => finding.help(help).reported(),
            None => finding.reported(),
        })
    };
    all(service.networks.iter().enumerate().map(declared)).map(|networks| networks.into_iter().collect())
}
