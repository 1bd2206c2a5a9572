//! `unknown-upstream`: a route leads to nothing that listens.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity, suggest::suggest, value::ServiceName};

pub(super) static RULE: Rule = Rule {
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
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let known: Vec<&str> = stack.services.keys().map(ServiceName::as_str).collect();
    for (index, route) in stack.stack.routes.iter().enumerate() {
        let Some(to) = &route.to else { continue };
        let path = KeyPath::root().key("routes").index(index).key("to");
        match stack.services.get(to) {
            None => {
                let finding = findings.report(path, format!("there is no service `{to}`"));
                if let Some(help) = suggest(to.as_str(), &known) {
                    finding.help(help);
                }
            }
            Some(service) if service.listens.is_none() => {
                let finding = findings.report(path, format!("no port is known on which `{to}` listens"));
                finding.help("write `listens` of the service").because(service.path(), "the service");
            }
            Some(_) => {}
        }
    }
}
