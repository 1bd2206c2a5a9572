//! `database-without-owner`: no client of a database may create tables in it.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity, value::ServiceName};

pub(super) static RULE: Rule = Rule {
    code: "database-without-owner",
    severity: Severity::Error,
    summary: "a database belongs to nobody, or to somebody who does not use it",
    docs: "\
## What it rejects
A database without an owner, and one whose owner is none of the services that use it.

## Why it matters
Since PostgreSQL 15 only a database's owner may create tables in its schema `public`. A program that connects as another
role fails at its first migration with `permission denied for schema public`, whatever was granted on the database.

## How to repair
Leave `owner` out, so that the service that uses the database owns it, or write the name of that service.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for database in &stack.databases {
        let roles: Vec<String> = database.clients.iter().map(ServiceName::identifier).collect();
        match &database.owner {
            None => {
                let message = format!("the database `{}` has no owner", database.name);
                let finding = findings.report(database.path.clone(), message).at_key();
                finding.help("write `owner`, or let the service that needs it use the server");
            }
            Some(owner) if !roles.is_empty() && !roles.iter().any(|role| role == owner.as_str()) => {
                let message =
                    format!("`{owner}` owns the database, but `{}` connects to it", roles.join("`, `"));
                let finding = findings.report(database.path.key("owner"), message);
                finding.help("leave `owner` out, so that its client owns it");
            }
            Some(_) => {}
        }
    }
}
