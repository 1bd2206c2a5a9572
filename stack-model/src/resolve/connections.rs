//! What clients open at a database server, and what it takes.

use super::ResolvedService;
use crate::{
    catalogue::{Interface, Kind, Manner, Pool, applications::postgresql::PostgresqlSettings},
    stack::Use,
    value::{EnvironmentName, MemorySize, ServiceName},
};
use indexmap::IndexMap;
use std::num::NonZeroU16;

/// Connections that the server keeps for its superuser: `superuser_reserved_connections` (postgresql.org,
/// "Connections and Authentication"). Provisioning and the health check need no other.
pub const SUPERUSER_CONNECTIONS: u16 = 3;

/// Connections beyond the pools and the superuser's: a dump, operators, and migrations that run beside the
/// pool of their own program, such as LiteLLM's.
const SPARE: u16 = 5;

/// Memory of the server's limit for each connection. Observed on 15.18: one at rest that has read the system's tables
/// holds 2.5 MiB of its own; what it sorts and what all share comes on top.
const MEMORY: MemorySize = MemorySize::from_mib(8);

/// Connections of a server that has memory for more (postgresql.org, `max_connections`).
const MOST: u16 = 100;

/// The connections of a collector; its role may have no more (`CONNECTION LIMIT`).
pub const WATCHER_CONNECTIONS: u16 = 3;

const WATCHER: Pool = Pool { connections: WATCHER_CONNECTIONS, settable: false };

/// The pool of a container of which nothing is written: that of node-postgres and of `HikariCP`, both 10 unless set.
const UNKNOWN: Pool = Pool { connections: 10, settable: true };

/// The pool that a client has at a server; none if the server is no database server, or the client needs none.
pub(crate) fn pool(client: Kind, server: Kind) -> Option<Pool> {
    if !server.speaks(Interface::Postgresql) {
        return None;
    }
    let mut needs = client.application().needs.iter().filter(|need| need.interface == Interface::Postgresql);
    match needs.next().map(|need| need.manner) {
        Some(Manner::Pool(pool)) => Some(pool),
        None if client.is_container() => Some(UNKNOWN),
        None if client.application().collects => Some(WATCHER),
        _ => None,
    }
}

/// The connections that a client opens along an edge, at most. A number that it cannot be told does not count.
pub(super) fn of(kinds: &IndexMap<ServiceName, Kind>, client: &ServiceName, edge: &Use) -> Option<u16> {
    let pool = pool(*kinds.get(client)?, *kinds.get(edge.service())?)?;
    let written = edge.detailed().and_then(|detailed| detailed.connections).map(NonZeroU16::get);
    Some(written.filter(|_| pool.settable).unwrap_or(pool.connections))
}

/// What must be left beside the pools.
pub(crate) const fn reserve() -> u16 {
    SUPERUSER_CONNECTIONS + SPARE
}

impl ResolvedService {
    /// The connections that a `postgresql` takes in one environment: as written, or one for each 8 MiB of its limit, 100 at
    /// most. None for another kind, or without a limit.
    pub(crate) fn max_connections_in(&self, environment: &EnvironmentName) -> Option<u32> {
        let settings = self.settings_of::<PostgresqlSettings>()?;
        let derived = || {
            let fitting = self.memory_in(environment)?.mib() / MEMORY.mib();
            Some(u32::try_from(fitting).unwrap_or(u32::MAX).min(u32::from(MOST)))
        };
        settings.max_connections.or_else(derived)
    }
}
