//! What becomes of each database in an environment that is filled from another, as `BACKUP-STRATEGY.md` shows it.

use super::super::code;
use crate::engine::{Raw, raw};
use serde::Serialize;
use stack_model::{CheckedStack, catalogue::Seeding};

/// A database in an environment that is filled.
#[derive(Serialize)]
pub(super) struct SeededDatabase {
    environment: Raw,
    /// The environment that it is filled from.
    from: Raw,
    database: Raw,
    /// The folder of plain files that it comes from.
    folder: Raw,
    /// What of it comes.
    what: Raw,
}

pub(super) fn rows(stack: &CheckedStack) -> Vec<SeededDatabase> {
    let resolved = stack.resolved();
    let filled = resolved
        .deployments()
        .filter_map(|(environment, deployment)| Some((environment, deployment, deployment.seed.as_ref()?)));
    let rows = filled.flat_map(|(environment, deployment, seed)| {
        let seeded = resolved.seeded_databases(environment);
        let here = resolved.databases.iter().filter(move |database| {
            resolved.running(deployment).any(|service| service.name == database.server)
        });
        here.map(move |database| {
            let comes = seeded.iter().find(|one| one.name == database.name);
            let what = match (comes, resolved.seeding(database)) {
                (Some(seeded), _) => {
                    let tables = seeded.keeps.iter().map(|table| code(table.name));
                    raw!["what is left of ", Raw::join(tables, ", ")]
                }
                (None, Some(Seeding::Empty(reason))) => raw!["nothing: ", reason],
                (None, Some(_) | None) => Raw::of("nothing: `stack.yml` says so"),
            };
            SeededDatabase {
                environment: Raw::of(environment),
                from: Raw::of(&seed.from),
                database: code(raw![database.server, "/", database.name]),
                folder: comes.map_or_else(|| Raw::of("-"), |seeded| code(Raw::folder_of_dump(seeded))),
                what,
            }
        })
    });
    rows.collect()
}
