//! `RestorePlan`: how data is put back. A plan is made from a `Source` alone, so that what it reads is what some dump writes.

use super::{DumpFile, Resolved, ResolvedService, Source};
use crate::{
    catalogue::{Category, Export, Method},
    value::{DatabaseName, EnvironmentName, HostName, ServiceName},
};
use std::sync::Arc;

/// How one file of a dump is put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestorePlan {
    source: Arc<Source>,
    file: DumpFile,
    way: Way,
    stops: Vec<ServiceName>,
    of: Vec<ServiceName>,
    is_spare: bool,
}

/// What is done with a file of a dump.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// `pg_restore` into a database of its own, which then takes the name of this one.
    Database {
        /// The database.
        name: DatabaseName,
        /// The role that owns it; none if nobody does.
        owner: Option<DatabaseName>,
    },
    /// The file is put in the place of the one that the server reads at its start.
    File {
        /// The user whose file it is.
        owner: u32,
    },
    /// The server is asked to recover from it.
    Recover,
    /// The program imports it.
    Import {
        /// How it exports and imports.
        export: Export,
        /// The user whom the program runs as, and who must be able to read it.
        user: u32,
    },
    /// The folder of the service is replaced, with owners and rights as they were.
    Folder,
    /// It is compared by a person: settings are generated, and put back by a deployment.
    Settings,
}

impl RestorePlan {
    /// What it reads.
    pub const fn file(&self) -> &DumpFile {
        &self.file
    }

    /// The data that is put back.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The machine.
    pub fn host(&self) -> &HostName {
        &self.source.host
    }

    /// The service whose data it is; none for settings.
    pub fn service(&self) -> Option<&ServiceName> {
        self.source.service.as_ref()
    }

    /// What is done.
    pub const fn way(&self) -> &Way {
        &self.way
    }

    /// The services whose data it is: the server's clients for a database, else the service itself.
    pub fn of(&self) -> &[ServiceName] {
        &self.of
    }

    /// Whether another plan puts the same data back, and more of it: what n8n exports is in its database as well.
    pub const fn is_spare(&self) -> bool {
        self.is_spare
    }

    /// What a person calls it: `postgresql/n8n` for a database, `n8n/export` for what a program exports, else the service.
    pub fn name(&self) -> String {
        let service = self.source.service.as_ref().map_or("configs", ServiceName::as_str);
        match &self.way {
            Way::Database { name, .. } => format!("{service}/{name}"),
            Way::Import { .. } => format!("{service}/export"),
            Way::File { .. } | Way::Recover | Way::Folder | Way::Settings => service.to_owned(),
        }
    }

    /// The services that are stopped meanwhile: those that would write.
    pub fn stops(&self) -> &[ServiceName] {
        &self.stops
    }
}

impl Resolved {
    /// How everything that an environment dumps is put back: a plan for each file.
    pub fn restore_plans(&self, environment: &EnvironmentName) -> Vec<RestorePlan> {
        let sources: Vec<Arc<Source>> = self.backup_sources(environment).into_iter().map(Arc::new).collect();
        let plans = sources.iter().flat_map(|source| source.files.iter().map(|file| self.plan(source, file)));
        plans.collect()
    }

    fn plan(&self, source: &Arc<Source>, file: &DumpFile) -> RestorePlan {
        let service = source.service.as_ref().and_then(|name| self.services.get(name));
        let (way, stops) = match (service, &file.database) {
            (Some(server), Some(name)) => self.database_plan(&server.name, name),
            // The server writes its file when it stops, and would write over what was put there.
            (Some(server), None) if source.method == Method::Rdb => {
                let stops = [vec![server.name.clone()], self.writers(&server.name)].concat();
                (Way::File { owner: user_of(server) }, stops)
            }
            (Some(server), None) if source.method == Method::Snapshots => {
                (Way::Recover, self.writers(&server.name))
            }
            (Some(service), None) => match source.method {
                Method::Export(export) => (Way::Import { export, user: user_of(service) }, Vec::new()),
                Method::PgDump | Method::Rdb | Method::Snapshots | Method::Copy | Method::None(_) => {
                    (Way::Folder, vec![service.name.clone()])
                }
            },
            (None, _) => (Way::Settings, Vec::new()),
        };
        let clients = file.database.as_ref().map(|_| stops.clone());
        let of = clients.unwrap_or_else(|| source.service.iter().cloned().collect());
        let in_a_database = |name: &ServiceName| self.databases_of(name).next().is_some();
        let is_spare =
            way == Way::Settings || matches!(way, Way::Import { .. }) && of.iter().any(in_a_database);
        RestorePlan { of, is_spare, source: Arc::clone(source), file: file.clone(), way, stops }
    }

    fn database_plan(&self, server: &ServiceName, name: &DatabaseName) -> (Way, Vec<ServiceName>) {
        let known = self.databases_on(server).find(|database| database.name == *name);
        let owner = known.and_then(|database| database.owner.clone());
        let clients = known.map(|database| database.clients.clone()).unwrap_or_default();
        (Way::Database { name: name.clone(), owner }, clients)
    }

    /// The clients of a server, but for those that only watch it.
    fn writers(&self, server: &ServiceName) -> Vec<ServiceName> {
        let clients = self.services.values().filter(|client| client.uses(server));
        let writers = clients.filter(|client| client.application.category != Category::Observability);
        writers.map(|client| client.name.clone()).collect()
    }
}

/// Whose files a service keeps.
fn user_of(service: &ResolvedService) -> u32 {
    service.volumes.first().map(|volume| volume.uid).unwrap_or_default()
}
