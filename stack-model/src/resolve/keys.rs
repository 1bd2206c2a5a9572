//! What a client keeps in a Redis, and in which of its databases.

use super::Wiring;
use crate::{
    catalogue::{Interface, Kind, Manner},
    stack::{Keeps, Use},
    value::{RedisIndex, ServiceName},
};
use std::collections::BTreeSet;

/// What a client keeps in a Redis, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keys {
    /// What it is; none if a `container` does not say.
    pub keeps: Option<Keeps>,
    /// The database.
    pub index: RedisIndex,
    /// Whether other clients may be in that database.
    pub shared: bool,
}

/// How the catalogue knows a client that keeps keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keeper {
    /// It keeps this, in the database that it is told.
    Known(Keeps),
    /// A `container`: what is written holds, and nobody tells the program.
    Unknown,
}

/// Whether a client of a kind keeps keys on a server of a kind; one that only watches it does not.
pub(crate) fn keeper(client: Kind, server: Kind) -> Option<Keeper> {
    if !server.speaks(Interface::Redis) {
        return None;
    }
    let mut needs = client.application().needs.iter().filter(|need| need.interface == Interface::Redis);
    match needs.next().map(|need| need.manner) {
        Some(Manner::Keys(keeps)) => Some(Keeper::Known(keeps)),
        None if client.is_container() => Some(Keeper::Unknown),
        _ => None,
    }
}

/// The keys of the service along one of its edges.
pub(super) fn of(wiring: &Wiring<'_>, edge: &Use) -> Option<Keys> {
    let server = edge.service();
    let keeper = keeper(*wiring.kinds.get(wiring.name)?, *wiring.kinds.get(server)?)?;
    let detailed = edge.detailed();
    Some(Keys {
        keeps: match keeper {
            Keeper::Known(keeps) => Some(keeps),
            Keeper::Unknown => detailed.and_then(|detailed| detailed.keeps),
        },
        index: index(wiring, server),
        shared: detailed.is_some_and(|detailed| detailed.shared),
    })
}

/// The database of the service: as written; the first for a container; else the lowest that is left, in the order of the
/// file. Where none is left the last one is shared, which a rule reports.
fn index(wiring: &Wiring<'_>, server: &ServiceName) -> RedisIndex {
    let mut taken = BTreeSet::new();
    let mut open = Vec::new();
    for (client, service) in &wiring.stack.services {
        let Some(edge) = service.uses.iter().find(|edge| edge.service() == server) else { continue };
        let kinds = wiring.kinds.get(client).zip(wiring.kinds.get(server));
        let Some(keeper) = kinds.and_then(|(client, server)| keeper(*client, *server)) else { continue };
        let written = edge.detailed().and_then(|detailed| detailed.index);
        match written.or_else(|| (keeper == Keeper::Unknown).then(RedisIndex::default)) {
            Some(index) if client == wiring.name => return index,
            Some(index) => {
                taken.insert(index);
            }
            None => open.push(client),
        }
    }
    let position = open.iter().position(|client| *client == wiring.name).unwrap_or_default();
    let mut free = RedisIndex::all().filter(|index| !taken.contains(index));
    free.nth(position).unwrap_or_else(RedisIndex::last)
}
