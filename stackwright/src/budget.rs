//! `BudgetSummary`: memory and CPUs by environment and machine, and what to switch off to fit.

use crate::table::table;
use comfy_table::CellAlignment;
use indexmap::IndexMap;
use serde::{Serialize, Serializer};
use stack_model::{Budget, CpuShare, EnvironmentName, HostBudget, HostName, ProfileName, ServiceName, Stack};
use std::fmt;

/// What the services of a stack may use, by environment and machine.
///
/// ```
/// # let text = include_str!("../../fixtures/valid/minimal.yml");
/// use stackwright::{budget::BudgetSummary, stack_model::Source};
///
/// let stack = Source::new("stack.yml", text).parse()?;
/// let summary = BudgetSummary::of(&stack);
/// assert!(!summary.is_over());
/// assert_eq!(summary.environments["prod"].hosts["vps"].memory.host_mib, 4096);
/// # Ok::<(), stackwright::stack_model::Report>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BudgetSummary {
    /// By environment.
    pub environments: IndexMap<EnvironmentName, EnvironmentSummary>,
}

/// The machines of one environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct EnvironmentSummary {
    /// By machine.
    pub hosts: IndexMap<HostName, HostSummary>,
}

/// What the services of one machine may use, and what the machine has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct HostSummary {
    /// Memory.
    pub memory: MemorySummary,
    /// CPUs.
    pub cpus: CpuSummary,
    /// By running service.
    pub services: IndexMap<ServiceName, ServiceSummary>,
    /// The profiles that would free memory if they were switched off; none if the services fit.
    pub savings: Vec<Saving>,
}

/// The memory of a machine, in MiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MemorySummary {
    /// The sum of the limits.
    pub limit_mib: u64,
    /// The sum of the reservations.
    pub reservation_mib: u64,
    /// What the machine has.
    pub host_mib: u64,
    /// What of it the containers may not have.
    pub reserve_mib: u64,
    /// What is left if every service uses its limit; negative if they do not fit.
    pub headroom_mib: i64,
}

/// The CPUs of a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CpuSummary {
    /// The sum of the limits.
    #[serde(serialize_with = "number")]
    pub limit: CpuShare,
    /// What the machine has.
    #[serde(serialize_with = "number")]
    pub host: CpuShare,
}

/// What one service may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ServiceSummary {
    /// Memory at most, in MiB.
    pub limit_mib: u64,
    /// Memory that is kept for it, in MiB.
    pub reservation_mib: u64,
    /// CPUs at most.
    #[serde(serialize_with = "number")]
    pub cpus: CpuShare,
}

/// A profile that could be switched off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Saving {
    /// The profile.
    pub profile: ProfileName,
    /// The limits of the services that run with this profile only, in MiB.
    pub freed_mib: u64,
    /// Whether all other services fit then.
    pub is_enough: bool,
}

impl BudgetSummary {
    /// The budget of a stack, whether or not it passes the rules.
    pub fn of(stack: &Stack) -> Self {
        let environments = Budget::of(stack.clone()).environments.into_iter().map(|(environment, hosts)| {
            let hosts = hosts.into_iter().map(|(host, budget)| (host, HostSummary::of(&budget, stack)));
            (environment, EnvironmentSummary { hosts: hosts.collect() })
        });
        Self { environments: environments.collect() }
    }

    /// The same, for some environments; for all of them if the list is empty.
    #[must_use]
    pub fn only(mut self, environments: &[EnvironmentName]) -> Self {
        self.environments.retain(|name, _| environments.is_empty() || environments.contains(name));
        self
    }

    /// Whether the memory limits of a machine do not fit it.
    pub fn is_over(&self) -> bool {
        let mut hosts = self.environments.values().flat_map(|environment| environment.hosts.values());
        hosts.any(|host| host.memory.headroom_mib < 0)
    }
}

impl HostSummary {
    fn of(budget: &HostBudget, stack: &Stack) -> Self {
        let services = budget.services.iter().map(|(name, service)| {
            let summary = ServiceSummary {
                limit_mib: service.limit.mib(),
                reservation_mib: service.reservation.mib(),
                cpus: service.cpus,
            };
            (name.clone(), summary)
        });
        let memory = MemorySummary {
            limit_mib: budget.limit().mib(),
            reservation_mib: budget.reservation().mib(),
            host_mib: budget.memory.mib(),
            reserve_mib: budget.reserve.mib(),
            headroom_mib: budget.headroom_mib(),
        };
        Self {
            memory,
            cpus: CpuSummary { limit: budget.cpu_limit(), host: budget.cpus },
            services: services.collect(),
            savings: if memory.headroom_mib < 0 { savings(budget, stack) } else { Vec::new() },
        }
    }
}

/// The profiles that run, each with what it would free.
fn savings(budget: &HostBudget, stack: &Stack) -> Vec<Saving> {
    let missing = budget.headroom_mib().unsigned_abs();
    let mut profiles: Vec<_> = stack.services.values().flat_map(|service| &service.profiles).collect();
    profiles.sort();
    profiles.dedup();
    let savings = profiles.into_iter().map(|profile| {
        let freed = budget.services.iter().filter(|(name, _)| {
            stack.services.get(*name).is_some_and(|service| service.profiles == [profile.clone()])
        });
        let freed_mib = freed.map(|(_, service)| service.limit.mib()).sum();
        Saving { profile: profile.clone(), freed_mib, is_enough: freed_mib >= missing }
    });
    savings.filter(|saving| saving.freed_mib > 0).collect()
}

/// CPUs as a number, which is what programs compute with.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a field over by reference")]
fn number<S: Serializer>(cpus: &CpuShare, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(cpus.cpus())
}

/// One table a machine, then its sums, and what to switch off if they do not fit.
impl fmt::Display for BudgetSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut blocks = Vec::new();
        for (environment, hosts) in &self.environments {
            let hosts = hosts.hosts.iter();
            blocks.extend(hosts.map(|(host, summary)| block(environment, host, summary)));
        }
        f.write_str(blocks.join("\n").trim_end())
    }
}

fn block(environment: &EnvironmentName, host: &HostName, summary: &HostSummary) -> String {
    let mut table = table(&["service", "limit MiB", "reserved MiB", "CPUs"]);
    let mut row = |name: &str, limit: u64, reservation: u64, cpus: CpuShare| {
        table.add_row([name.to_owned(), limit.to_string(), reservation.to_string(), cpus.to_string()]);
    };
    for (name, service) in &summary.services {
        row(name.as_str(), service.limit_mib, service.reservation_mib, service.cpus);
    }
    let memory = &summary.memory;
    row("sum", memory.limit_mib, memory.reservation_mib, summary.cpus.limit);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!(
        "{environment}: {host}\n{}\nthe machine has {} MiB and {} CPUs, keeps {} MiB for itself; headroom {} MiB\n{}",
        table.trim_fmt(),
        memory.host_mib,
        summary.cpus.host,
        memory.reserve_mib,
        memory.headroom_mib,
        advice(environment, summary),
    )
}

/// What to switch off to fit.
fn advice(environment: &EnvironmentName, summary: &HostSummary) -> String {
    if summary.memory.headroom_mib >= 0 {
        return String::new();
    }
    let mut out = format!("over by {} MiB\n", summary.memory.headroom_mib.unsigned_abs());
    for saving in &summary.savings {
        let enough = if saving.is_enough { ", which is enough" } else { "" };
        let (profile, freed) = (&saving.profile, saving.freed_mib);
        out.push_str(&format!("without: [{profile}] in {environment} frees {freed} MiB{enough}\n"));
    }
    if let Some((name, service)) = summary.services.iter().max_by_key(|(_, service)| service.limit_mib) {
        out.push_str(&format!("the largest limit is {} MiB, of {name}\n", service.limit_mib));
    }
    out
}
