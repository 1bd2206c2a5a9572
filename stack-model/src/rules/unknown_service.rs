//! `unknown-service`: a service names another one that is not declared.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity, suggest::suggest, value::ServiceName};

pub(super) static RULE: Rule = Rule {
    code: "unknown-service",
    severity: Severity::Error,
    summary: "a service names another one that is not declared",
    docs: "\
## What it rejects
A name in `uses` or `depends_on` of a service that does not stand under `services`. The targets of routes belong to
`unknown-upstream`.

## Why it matters
Compose refuses a file in which a service depends on one that is not there, and a client of nobody gets no address, no
database and no credentials.

## How to repair
Correct the name, or declare the service.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (name, service) in &stack.stack.services {
        let Some(resolved) = stack.services.get(name) else { continue };
        for (index, edge) in service.uses.iter().enumerate() {
            if let Some(help) = missing(stack, edge.service()) {
                let path = resolved.path().key("uses").index(index);
                let path = if edge.detailed().is_some() { path.key("service") } else { path };
                findings.report(path, format!("there is no service `{}`", edge.service())).help(help);
            }
        }
        for server in service.depends_on.keys() {
            if let Some(help) = missing(stack, server) {
                let path = resolved.path().key("depends_on").key(server);
                findings.report(path, format!("there is no service `{server}`")).at_key().help(help);
            }
        }
    }
}

/// The help for a name that no service has.
fn missing(stack: &Resolved, name: &ServiceName) -> Option<String> {
    if stack.services.contains_key(name) {
        return None;
    }
    let known: Vec<&str> = stack.services.keys().map(ServiceName::as_str).collect();
    suggest(name.as_str(), &known)
}
