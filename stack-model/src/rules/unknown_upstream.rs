//! `unknown-upstream`: a route leads to nothing that listens.

use super::{Check, Findings, Reported, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    stack::Route,
    syntax::suggest,
    value::{Port, ServiceName},
};

pub(crate) static RULE: Rule = Rule {
    code: "unknown-upstream",
    severity: Severity::Error,
    summary: "a route leads to no service, or to one without a port",
    docs: "\
## What it rejects
A `to` that is not a service, or a service of which no listening port is known.

## Why it matters
The proxy gets a certificate for the name and then answers 502 to everybody. The site looks like an outage that no
restart can end.

## How to repair
Correct the name, or write `listens` of the container.
",
    acceptable: false,
    check: Check::Construction,
};

/// The service and the port that a route leads to; none if the proxy answers by itself.
pub(crate) fn upstream(
    stack: &Resolved,
    index: usize,
    route: &Route,
    findings: &mut Findings<'_>,
) -> Result<Option<(ServiceName, Port)>, Reported> {
    let Some(to) = &route.to else { return Ok(None) };
    let path = KeyPath::root().key("routes").index(index).key("to");
    let Some(service) = stack.services.get(to) else {
        let known: Vec<&str> = stack.services.keys().map(ServiceName::as_str).collect();
        let finding = findings.report(path, format!("there is no service `{to}`"));
        return Err(match suggest(to.as_str(), &known) {
            Some(help) => finding.help(help).reported(),
            None => finding.reported(),
        });
    };
    let Some(port) = service.listens else {
        let finding = findings.report(path, format!("no port is known on which `{to}` listens"));
        let finding = finding.help("write `listens` of the service").because(service.path(), "the service");
        return Err(finding.reported());
    };
    Ok(Some((to.clone(), port)))
}
