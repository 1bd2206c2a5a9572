//! `budget`: memory and CPU by host and environment.

use crate::{
    input::DefaultStack,
    output::{self, Format, Outcome},
    report,
    selection::Selection,
};
use comfy_table::{CellAlignment, Table, presets::NOTHING};
use serde_json::{Value, json};
use stack_model::{Budget, HostBudget, Stack};

/// Arguments of `budget`.
#[derive(Debug, clap::Args)]
pub struct BudgetCommand {
    /// What it is asked about.
    #[command(flatten)]
    pub selection: Selection,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

impl BudgetCommand {
    /// Runs the command. A stack that breaks a rule still has a budget; only one that cannot be read has none.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn run(&self, default: Option<&DefaultStack>) -> anyhow::Result<Outcome> {
        let (source, environments) = self.selection.read(default)?;
        let Some(stack) = report::or_tell(&source, source.parse()) else { return Ok(Outcome::Findings) };
        let mut budget = Budget::of(stack.clone());
        budget.environments.retain(|name, _| environments.contains(name));
        output::line(match self.format {
            Format::Text => text(&budget, &stack),
            Format::Json => serde_json::to_string_pretty(&json(&budget))?,
        });
        let over = budget.environments.values().flatten().any(|(_, host)| host.headroom_mib() < 0);
        Ok(if over { Outcome::Findings } else { Outcome::Done })
    }
}

fn json(budget: &Budget) -> Value {
    let host = |host: &HostBudget| {
        let services: serde_json::Map<String, Value> = host
            .services
            .iter()
            .map(|(name, service)| {
                let value = json!({
                    "limit_mib": service.limit.mib(),
                    "reservation_mib": service.reservation.mib(),
                    "cpus": service.cpus.cpus(),
                });
                (name.to_string(), value)
            })
            .collect();
        json!({
            "memory": {
                "limit_mib": host.limit().mib(),
                "reservation_mib": host.reservation().mib(),
                "host_mib": host.memory.mib(),
                "reserve_mib": host.reserve.mib(),
                "headroom_mib": host.headroom_mib(),
            },
            "cpus": { "limit": host.cpu_limit().cpus(), "host": host.cpus.cpus() },
            "services": services,
        })
    };
    let environments: serde_json::Map<String, Value> = budget
        .environments
        .iter()
        .map(|(environment, hosts)| {
            let hosts: serde_json::Map<String, Value> =
                hosts.iter().map(|(name, budget)| (name.to_string(), host(budget))).collect();
            (environment.to_string(), json!({ "hosts": hosts }))
        })
        .collect();
    json!({ "environments": environments })
}

fn text(budget: &Budget, stack: &Stack) -> String {
    let mut out = String::new();
    for (environment, hosts) in &budget.environments {
        for (host, sums) in hosts {
            let mut table = Table::new();
            table.load_style(NOTHING);
            table.set_header(["service", "limit MiB", "reserved MiB", "CPUs"]);
            for (name, service) in &sums.services {
                let cells = [
                    name.to_string(),
                    service.limit.mib().to_string(),
                    service.reservation.mib().to_string(),
                    service.cpus.to_string(),
                ];
                table.add_row(cells);
            }
            let (limit, reservation, cpus) = (sums.limit().mib(), sums.reservation().mib(), sums.cpu_limit());
            table.add_row(["sum".into(), limit.to_string(), reservation.to_string(), cpus.to_string()]);
            for column in table.column_iter_mut().skip(1) {
                column.set_cell_alignment(CellAlignment::Right);
            }
            out.push_str(&format!("{environment}: {host}\n{table}\n"));
            out.push_str(&format!(
                "the machine has {} MiB and {} CPUs, keeps {} MiB for itself; headroom {} MiB\n",
                sums.memory.mib(),
                sums.cpus,
                sums.reserve.mib(),
                sums.headroom_mib(),
            ));
            out.push_str(&advice(environment.as_str(), sums, stack));
            out.push('\n');
        }
    }
    out.trim_end().to_owned()
}

/// What to switch off to fit: the profiles that run, and what each would free.
fn advice(environment: &str, sums: &HostBudget, stack: &Stack) -> String {
    let over = -sums.headroom_mib();
    if over <= 0 {
        return String::new();
    }
    let mut out = format!("over by {over} MiB\n");
    let mut profiles: Vec<_> = stack.services.values().flat_map(|service| &service.profiles).collect();
    profiles.sort();
    profiles.dedup();
    for profile in profiles {
        let freed: u64 = sums
            .services
            .iter()
            .filter(|(name, _)| {
                stack.services.get(*name).is_some_and(|service| service.profiles == [profile.clone()])
            })
            .map(|(_, service)| service.limit.mib())
            .sum();
        if freed > 0 {
            let enough =
                if i64::try_from(freed).is_ok_and(|freed| freed >= over) { ", which is enough" } else { "" };
            out.push_str(&format!("without: [{profile}] in {environment} frees {freed} MiB{enough}\n"));
        }
    }
    if let Some((name, service)) = sums.services.iter().max_by_key(|(_, service)| service.limit) {
        out.push_str(&format!("the largest limit is {} MiB, of {name}\n", service.limit.mib()));
    }
    out
}
