//! `seed-not-anonymised`: a database would come as it is, because nobody knows how its data is made nobody's.

use super::{Check, Findings, Rule};
use crate::{
    Resolved, Severity,
    stack::Seed,
    syntax::suggest,
    value::{DatabaseName, ServiceName},
};

pub(super) static RULE: Rule = Rule {
    code: "seed-not-anonymised",
    severity: Severity::Error,
    summary: "nobody knows how the data of a database is made nobody's",
    docs: "\
## What it rejects
A `seed` by which a database would be filled that is not of an application of which the catalogue knows what to leave out; a name
under `without` that is no database of the stack.

## Why it matters
A copy with the persons, credentials and keys of production is a second production: its workflows act on the real world (field
report N8N-01), and nobody guards it like the first.

## How to repair
Write the database under `seed.without`: it starts empty.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (environment, deployment) in &stack.stack.environments {
        let Some(seed) = &deployment.seed else { continue };
        let here: Vec<_> = stack
            .databases
            .iter()
            .filter(|database| stack.running(deployment).any(|service| service.name == database.server))
            .collect();
        for database in &here {
            if stack.seeding(database).is_some() || seed.without.contains(&database.name) {
                continue;
            }
            let of: Vec<&str> = database.clients.iter().map(ServiceName::as_str).collect();
            let of = if of.is_empty() { "nobody".to_owned() } else { of.join("`, `") };
            let message = format!(
                "the database `{}` of `{of}` would come as it is, with persons and keys",
                database.name
            );
            findings
                .report(Seed::path(environment), message)
                .at_key()
                .because(database.path.clone(), "the database")
                .help(format!("write `without: [{}]`: it starts empty", database.name));
        }
        for (index, name) in seed.without.iter().enumerate() {
            if here.iter().any(|database| database.name == *name) {
                continue;
            }
            let known: Vec<&str> = here.iter().map(|database| DatabaseName::as_str(&database.name)).collect();
            let path = Seed::path(environment).key("without").index(index);
            let finding = findings.report(path, format!("there is no database `{name}` here"));
            if let Some(help) = suggest(name.as_str(), &known) {
                finding.help(help);
            }
        }
    }
}
