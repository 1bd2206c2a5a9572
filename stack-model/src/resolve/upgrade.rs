//! Which services alter what they keep when their version changes.

use super::{Resolved, ResolvedService};
use crate::catalogue::Upgrade;

impl Resolved {
    /// The services that keep something, in a folder or a database, which another version alters, and how; in the order of the file.
    pub fn upgrades(&self) -> impl Iterator<Item = (&ResolvedService, Upgrade)> {
        self.services.values().filter_map(|service| {
            let keeps = !service.volumes.is_empty()
                || self.databases.iter().any(|database| database.clients.contains(&service.name));
            let fact = service.application.upgrade.filter(|_| keeps)?;
            Some((service, fact.upgrade))
        })
    }
}
