//! `SeededDatabase`: a database that is filled from another environment's. What is fetched is what the other one's export lays
//! out of the very file that is put back here: a seed cannot name what no dump writes.

use super::{Resolved, ResolvedDatabase, RestorePlan, Way};
use crate::{
    KeyPath,
    catalogue::{KeptTable, Seeding},
    stack::{Export, Seed},
    value::{DatabaseName, EnvironmentName},
};

/// A database that is filled from another environment's before its application first starts.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SeededDatabase<'a> {
    /// Its name.
    pub name: DatabaseName,
    /// How it is put in its place here.
    pub plan: RestorePlan,
    /// The bucket's export, as written.
    pub export: &'a Export,
    /// The folder that has its newest dump: the bucket and what is below it.
    pub folder: String,
    /// What stays of it. Never empty.
    pub keeps: &'static [KeptTable],
}

impl Seed {
    /// Where the seed of an environment stands in `stack.yml`.
    pub fn path(environment: &EnvironmentName) -> KeyPath {
        KeyPath::root().key("environments").key(environment).key("seed")
    }
}

impl Resolved {
    /// What an environment is filled with, as written.
    pub fn seed(&self, environment: &EnvironmentName) -> Option<&Seed> {
        self.stack.environments.get(environment)?.seed.as_ref()
    }

    /// What becomes of a database in an environment that is filled; none if nobody knows how its data is made nobody's.
    pub fn seeding(&self, database: &ResolvedDatabase) -> Option<Seeding> {
        // What several programs keep in one database is known of none of them.
        let [client] = database.clients.as_slice() else { return None };
        self.services.get(client)?.application.seed.map(|fact| fact.seeding)
    }

    /// The databases of an environment that are filled, in the order of its restore plans.
    pub fn seeded_databases(&self, environment: &EnvironmentName) -> Vec<SeededDatabase<'_>> {
        let Some(seed) = self.seed(environment) else { return Vec::new() };
        let plans = self.restore_plans(environment).into_iter();
        plans.filter_map(|plan| self.seeded(seed, plan)).collect()
    }

    fn seeded(&self, seed: &Seed, plan: RestorePlan) -> Option<SeededDatabase<'_>> {
        let Way::Database { name, .. } = plan.way() else { return None };
        let name = name.clone();
        let server = plan.service()?;
        let database =
            self.databases.iter().find(|database| database.server == *server && database.name == name)?;
        let Seeding::Kept(keeps) = self.seeding(database).filter(|_| !seed.without.contains(&name))? else {
            return None;
        };
        let machine_export = self.machine_exports(&seed.from).into_iter().find(|machine_export| {
            machine_export.host == *plan.host()
                && machine_export.sources.iter().any(|source| {
                    source.service.as_ref() == Some(server) && source.files.contains(plan.file())
                })
        })?;
        let folder = machine_export.folder(plan.source());
        Some(SeededDatabase { name, folder, export: machine_export.export, keeps, plan })
    }
}
