//! The budget of each machine, as `ARCHITECTURE.md` shows it.

use super::super::code;
use crate::engine::{Raw, raw};
use serde::Serialize;
use stack_model::CheckedStack;

/// The sums of a machine in an environment, with the services that make them.
#[derive(Serialize)]
pub(super) struct Budget {
    environment: Raw,
    host: Raw,
    services: Vec<Share>,
    limit: Raw,
    reservation: Raw,
    cpu_limit: Raw,
    /// What the machine has.
    memory: Raw,
    /// What of it is kept from containers.
    reserve: Raw,
    cpus: Raw,
    free: Raw,
}

/// What a service may take.
#[derive(Serialize)]
struct Share {
    name: Raw,
    limit: Raw,
    reservation: Raw,
    cpus: Raw,
}

pub(super) fn rows(stack: &CheckedStack) -> Vec<Budget> {
    let budget = stack.budget();
    let rows = budget.environments.iter().flat_map(|(environment, hosts)| {
        hosts.iter().map(move |(host, sums)| Budget {
            environment: Raw::of(environment),
            host: Raw::of(host),
            services: sums
                .services
                .iter()
                .map(|(name, service)| Share {
                    name: code(name),
                    limit: code(service.limit),
                    reservation: code(service.reservation),
                    cpus: code(service.cpus),
                })
                .collect(),
            limit: code(sums.limit()),
            reservation: code(sums.reservation()),
            cpu_limit: code(sums.cpu_limit()),
            memory: code(sums.memory),
            reserve: code(sums.reserve),
            cpus: code(sums.cpus),
            free: code(raw![sums.headroom_mib(), "M"]),
        })
    });
    rows.collect()
}
