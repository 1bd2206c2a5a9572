//! `ResolvedDatabase`: a database with its owner and its clients.

use super::wiring::role_password;
use crate::{
    KeyPath,
    catalogue::{
        Interface, Kind, Settings,
        applications::postgresql::{Migration, PostgresqlSettings},
    },
    stack::Stack,
    value::{DatabaseName, ExtensionName, SecretName, ServiceName},
};
use indexmap::IndexMap;

/// A database with its owner and its clients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedDatabase {
    /// The server that holds it.
    pub server: ServiceName,
    /// Its name.
    pub name: DatabaseName,
    /// The role that owns it; none if nobody uses it and nobody is named.
    pub owner: Option<DatabaseName>,
    /// The services whose database this is.
    pub clients: Vec<ServiceName>,
    /// Extensions created in it.
    pub extensions: Vec<ExtensionName>,
    /// Tables made in it.
    pub migrations: Vec<Migration>,
    /// Where it is written, or where the edge that implies it is.
    pub path: KeyPath,
}

impl ResolvedDatabase {
    /// The secret that holds the password of its owner.
    pub fn password(&self) -> Option<SecretName> {
        self.owner.as_ref().map(|owner| role_password(owner.as_str()))
    }
}

/// The databases of every server: those that follow from clients, and those that are written.
pub(super) fn databases(
    stack: &Stack,
    kinds: &IndexMap<ServiceName, Kind>,
    settings: &IndexMap<ServiceName, Settings>,
) -> Vec<ResolvedDatabase> {
    let mut databases: Vec<ResolvedDatabase> = Vec::new();
    for (server, kind) in kinds {
        if !kind.speaks(Interface::Postgresql) {
            continue;
        }
        for (client, service) in &stack.services {
            let needs = kinds.get(client).is_some_and(|kind| {
                kind.is_container()
                    || kind.application().needs.iter().any(|need| need.interface == Interface::Postgresql)
            });
            let Some(index) = service.uses.iter().position(|edge| edge.service() == server) else { continue };
            let Ok(name) = DatabaseName::new(client.identifier()) else { continue };
            if needs {
                let path = KeyPath::root().key("services").key(client).key("uses").index(index);
                databases.push(ResolvedDatabase {
                    server: server.clone(),
                    owner: Some(name.clone()),
                    name,
                    clients: vec![client.clone()],
                    extensions: Vec::new(),
                    migrations: Vec::new(),
                    path,
                });
            }
        }
        if let Some(settings) = settings.get(server).and_then(Settings::get::<PostgresqlSettings>) {
            for (name, written) in &settings.databases {
                let path =
                    KeyPath::root().key("services").key(server).key("config").key("databases").key(name);
                let implied = databases
                    .iter_mut()
                    .find(|database| database.server == *server && database.name == *name);
                if let Some(database) = implied {
                    database.owner = written.owner.clone().or(database.owner.take());
                    database.extensions.clone_from(&written.extensions);
                    database.migrations.clone_from(&written.migrations);
                    database.path = path;
                } else {
                    databases.push(ResolvedDatabase {
                        server: server.clone(),
                        name: name.clone(),
                        owner: written.owner.clone(),
                        clients: Vec::new(),
                        extensions: written.extensions.clone(),
                        migrations: written.migrations.clone(),
                        path,
                    });
                }
            }
        }
    }
    databases
}
