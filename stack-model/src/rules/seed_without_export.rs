//! `seed-without-export`: an environment is to be filled, and nothing is laid out for it.

use super::{Check, Findings, Rule};
use crate::{
    Resolved, Severity,
    catalogue::Seeding,
    resolve::ResolvedDatabase,
    stack::{Deployment, Seed},
};

pub(super) static RULE: Rule = Rule {
    code: "seed-without-export",
    severity: Severity::Error,
    summary: "an environment is to be filled, and nothing is laid out for it",
    docs: "\
## What it rejects
A `seed` from an environment whose `backups.export` does not lay out a database that is to be filled, and a `seed` by which every
database starts empty.

## Why it matters
The deployment looks for a file that nobody writes (field report BKP-08), or asks for keys to a bucket of which it needs nothing.

## How to repair
Write `backups.export` with a bucket of the environment that is the source and the server of the databases among its `sources`; or
write the database under `seed.without`; or take the `seed` out.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (environment, deployment) in &stack.stack.environments {
        let Some(seed) = &deployment.seed else { continue };
        if !stack.stack.environments.contains_key(&seed.from) || seed.from == *environment {
            // Each has a finding of its own.
            continue;
        }
        let here: Vec<_> = here(stack, deployment, seed).collect();
        if here.iter().all(|(_, seeding)| matches!(seeding, Some(Seeding::Empty(_)))) {
            let message = format!("nothing of `{}` comes here: every database starts empty", seed.from);
            findings.report(Seed::path(environment), message).at_key().help("take `seed` out");
        }
        let found = stack.seeded_databases(environment);
        let wanted = here.iter().filter(|(_, seeding)| matches!(seeding, Some(Seeding::Kept(_))));
        for (database, _) in wanted {
            if found.iter().any(|found| found.name == database.name) {
                continue;
            }
            let message = format!("no export of `{}` lays out the database `{}`", seed.from, database.name);
            let finding = findings.report(Seed::path(environment).key("from"), message);
            let (server, name) = (&database.server, &database.name);
            finding.help(format!(
                "have `backups.export` lay out `{server}` there, or write `without: [{name}]`"
            ));
        }
    }
}

/// The databases that run here and are not left out, each with what becomes of it.
fn here<'a>(
    stack: &'a Resolved,
    deployment: &'a Deployment,
    seed: &'a Seed,
) -> impl Iterator<Item = (&'a ResolvedDatabase, Option<Seeding>)> {
    let runs = |database: &&ResolvedDatabase| {
        stack.running(deployment).any(|service| service.name == database.server)
            && !seed.without.contains(&database.name)
    };
    stack.databases.iter().filter(runs).map(|database| (database, stack.seeding(database)))
}
