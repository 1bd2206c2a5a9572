//! `unknown-service`: a service names another one that is not declared.

use super::{Check, Findings, Reported, Rule};
use crate::{KeyPath, Resolved, Severity, resolve::ResolvedService, syntax::suggest, value::ServiceName};

pub(crate) static RULE: Rule = Rule {
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
    check: Check::Construction,
};

/// Whether every service that this one names is declared.
pub(crate) fn neighbours(
    stack: &Resolved,
    service: &ResolvedService,
    findings: &mut Findings<'_>,
) -> Result<(), Reported> {
    let Some(written) = stack.stack.services.get(&service.name) else { return Ok(()) };
    let mut result = Ok(());
    for (index, edge) in written.uses.iter().enumerate() {
        if !stack.services.contains_key(edge.service()) {
            let path = service.path().key("uses").index(index);
            let path = if edge.detailed().is_some() { path.key("service") } else { path };
            result = Err(report(stack, path, false, edge.service(), findings));
        }
    }
    for server in written.depends_on.keys().filter(|server| !stack.services.contains_key(*server)) {
        let path = service.path().key("depends_on").key(server);
        result = Err(report(stack, path, true, server, findings));
    }
    result
}

fn report(
    stack: &Resolved,
    path: KeyPath,
    at_key: bool,
    name: &ServiceName,
    findings: &mut Findings<'_>,
) -> Reported {
    let known: Vec<&str> = stack.services.keys().map(ServiceName::as_str).collect();
    let mut finding = findings.report(path, format!("there is no service `{name}`"));
    if at_key {
        finding = finding.at_key();
    }
    match suggest(name.as_str(), &known) {
        Some(help) => finding.help(help).reported(),
        None => finding.reported(),
    }
}
