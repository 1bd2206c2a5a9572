//! `ResolvedMonitor`: a role that reads the statistics of a database server, and owns nothing.

use super::wiring::role_password;
use crate::{
    KeyPath,
    catalogue::{Interface, Kind},
    stack::Stack,
    value::{DatabaseName, SecretName, ServiceName},
};
use indexmap::IndexMap;

/// A role that reads the statistics of a database server, and owns nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedMonitor {
    /// The server.
    pub server: ServiceName,
    /// The role.
    pub role: DatabaseName,
    /// The collector that logs in with it.
    pub client: ServiceName,
    /// Where the edge that implies it is written.
    pub path: KeyPath,
}

impl ResolvedMonitor {
    /// The secret that holds its password.
    pub fn password(&self) -> SecretName {
        role_password(self.role.as_str())
    }
}

/// One for each collector and each server that it uses.
pub(super) fn monitors(stack: &Stack, kinds: &IndexMap<ServiceName, Kind>) -> Vec<ResolvedMonitor> {
    let mut monitors = Vec::new();
    for (client, service) in stack
        .services
        .iter()
        .filter(|(name, _)| kinds.get(*name).is_some_and(|kind| kind.application().collects))
    {
        for (index, edge) in service.uses.iter().enumerate() {
            let server = edge.service();
            let Ok(role) = DatabaseName::new(client.identifier()) else { continue };
            if kinds.get(server).is_some_and(|kind| kind.speaks(Interface::Postgresql)) {
                let path = KeyPath::root().key("services").key(client).key("uses").index(index);
                monitors.push(ResolvedMonitor { server: server.clone(), role, client: client.clone(), path });
            }
        }
    }
    monitors
}
