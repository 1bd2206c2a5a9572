//! `Heartbeat`: the report of one machine that its dumps were made. Each machine has a monitor of its own: two that report to
//! one hide each other's failures.

use super::Resolved;
use crate::{
    stack::{Rhythm, UptimeKuma},
    value::{DeploymentName, HostName, SecretName},
};

/// The report of one machine in one environment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Heartbeat {
    /// The machine, which reports when every step of its dump has succeeded, and never otherwise.
    pub host: HostName,
    /// The secret that holds the token by which it reports.
    pub token: SecretName,
    /// How often it is waited for.
    pub rhythm: Rhythm,
}

impl UptimeKuma {
    /// The secret that holds the token by which a machine of an environment reports.
    pub fn push_token(environment: &DeploymentName, host: &HostName) -> SecretName {
        let mut name = format!("uptime_kuma_push_{}_{}", environment.identifier(), host.identifier());
        // Two names of 63 letters are more than a secret's name takes; `secret-name-collision` sees to those that are then equal.
        name.truncate(128);
        SecretName::new(name.trim_end_matches('_')).expect("names of the stack end a secret's name")
    }
}

impl Resolved {
    /// The reports that somebody waits for in an environment: one of each machine that dumps anything.
    pub fn heartbeats(&self, environment: &DeploymentName) -> Vec<Heartbeat> {
        let kuma = self.stack.monitoring.uptime_kuma.as_ref().filter(|kuma| kuma.watches(environment));
        let Some(rhythm) = kuma.and_then(|kuma| kuma.backup_heartbeat) else { return Vec::new() };
        let hosts = self.dumping_hosts(environment);
        hosts
            .map(|host| Heartbeat {
                token: UptimeKuma::push_token(environment, host),
                host: host.clone(),
                rhythm,
            })
            .collect()
    }

    /// The machines of an environment that hold databases, which are dumped every night, in the order of the file.
    pub fn dumping_hosts(&self, environment: &DeploymentName) -> impl Iterator<Item = &HostName> {
        let deployment = self.stack.environments.get(environment);
        let holds = move |host: &HostName| {
            let servers = self.databases.iter().filter_map(|database| self.services.get(&database.server));
            servers
                .filter(|server| deployment.is_some_and(|deployment| server.runs_in(deployment)))
                .any(|server| server.host.as_ref() == Some(host))
        };
        self.deployed_hosts().filter(move |host| holds(host))
    }
}
