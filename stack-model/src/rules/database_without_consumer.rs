//! `database-without-consumer`: a database that no service uses.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity, syntax::suggest, value::ServiceName};

pub(super) static RULE: Rule = Rule {
    code: "database-without-consumer",
    severity: Severity::Warning,
    summary: "a database is declared and no service uses it",
    docs: "\
## What it rejects
A name under `databases` of a server that is not the database of any service that uses this server.

## Why it matters
It is made, backed up and watched for nothing, and a backup that expects it fails on the day somebody removes it. Often
the program keeps its data elsewhere than its owner believes.

## How to repair
Remove the database, or add the server to `uses` of the service that needs it; its database has the service's name.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let services: Vec<String> = stack.services.keys().map(ServiceName::identifier).collect();
    for database in stack.databases.iter().filter(|database| database.clients.is_empty()) {
        let message = format!("no service uses the database `{}` of `{}`", database.name, database.server);
        let finding = findings.report(database.path.clone(), message).at_key();
        let near = suggest(database.name.as_str(), &services).filter(|help| help.starts_with("did you mean"));
        if let Some(near) = near.filter(|_| !services.iter().any(|service| service == database.name.as_str()))
        {
            finding.help(format!("remove it, or name it after its client; {near}"));
        } else {
            finding.help("remove it; a service that uses the server has its database already");
        }
    }
}
