//! `Budget`: memory and CPU by environment and machine.

use crate::{
    Resolved, Stack,
    value::{CpuShare, EnvironmentName, HostName, MemorySize, ServiceName},
};
use indexmap::IndexMap;

/// What the running services of each machine may use, against what the machine has.
///
/// ```
/// # let text = include_str!("../../fixtures/valid/minimal.yml");
/// let stack = stack_model::Source::new("stack.yml", text).parse()?;
/// let budget = stack_model::Budget::of(stack);
/// for (environment, hosts) in &budget.environments {
///     for (host, sums) in hosts {
///         assert!(sums.headroom_mib() > 0, "{environment} on {host}");
///     }
/// }
/// # Ok::<(), stack_model::Report>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// By environment and machine.
    pub environments: IndexMap<EnvironmentName, IndexMap<HostName, HostBudget>>,
}

/// The budget of one machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostBudget {
    /// The machine's memory.
    pub memory: MemorySize,
    /// What of it the containers may not have.
    pub reserve: MemorySize,
    /// The machine's processors.
    pub cpus: CpuShare,
    /// What each running service may use.
    pub services: IndexMap<ServiceName, ServiceBudget>,
}

/// What one service may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ServiceBudget {
    /// Memory, at most.
    pub limit: MemorySize,
    /// Memory kept for it.
    pub reservation: MemorySize,
    /// Processors, at most.
    pub cpus: CpuShare,
}

impl HostBudget {
    /// The sum of the memory limits.
    pub fn limit(&self) -> MemorySize {
        self.services.values().map(|service| service.limit).sum()
    }

    /// The sum of the memory reservations.
    pub fn reservation(&self) -> MemorySize {
        self.services.values().map(|service| service.reservation).sum()
    }

    /// The sum of the CPU limits.
    pub fn cpu_limit(&self) -> CpuShare {
        self.services.values().map(|service| service.cpus).sum()
    }

    /// MiB left when every service uses its limit and the machine keeps its reserve. Negative if they do not fit.
    pub fn headroom_mib(&self) -> i64 {
        let mib = |size: MemorySize| i64::try_from(size.mib()).unwrap_or(i64::MAX);
        mib(self.memory) - mib(self.reserve) - mib(self.limit())
    }
}

impl Budget {
    /// The budget of a stack, whether or not it passes the rules.
    pub fn of(stack: Stack) -> Self {
        Self::of_resolved(&Resolved::of(stack))
    }

    pub(crate) fn of_resolved(resolved: &Resolved) -> Self {
        let environments = resolved.deployments().map(|(environment, deployment)| {
            let hosts = deployment.hosts.iter().map(|(host, size)| {
                let services =
                    resolved.running(deployment).filter(|service| service.host.as_ref() == Some(host));
                let services = services.map(|service| {
                    let budget = ServiceBudget {
                        limit: service.memory_in(environment).unwrap_or_default(),
                        reservation: service.reservation_in(environment).unwrap_or_default(),
                        cpus: service.cpus_in(environment).unwrap_or_default(),
                    };
                    (service.name.clone(), budget)
                });
                let budget = HostBudget {
                    memory: size.memory,
                    reserve: size.reserve,
                    cpus: size.cpus,
                    services: services.collect(),
                };
                (host.clone(), budget)
            });
            (environment.clone(), hosts.collect())
        });
        Self { environments: environments.collect() }
    }
}
