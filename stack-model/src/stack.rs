//! `Stack`: what a person writes in `stack.yml`, as written.

mod accept;
mod access;
mod alert;
mod asked_path;
mod backups;
mod by_environment;
mod delivery;
mod deployment;
mod edge;
mod host;
mod monitoring;
mod network;
mod party;
mod per_env;
mod policy;
mod probe;
mod project;
mod route;
mod secret;
mod seed;
mod service;
mod value;
mod zone;

pub use accept::Acceptance;
pub use access::{Access, Bans, Firewall, FirewallRule, ListenAddress, Ssh, Vpn, VpnDns};
pub use alert::{Alert, Comparison, Samples, Urgency};
pub use asked_path::AskedPath;
pub use backups::{
    Archive, BackupStrategy, Backups, EmptyRetention, Export, Job, JobSource, LocalDump, Repository, Restic,
    Retention, Retry, StateCopy, Zerobyte,
};
pub use by_environment::ByEnvironment;
pub use delivery::{Delivery, DnsProvider, DnsZone, OvhEndpoint, Provider, Smoke, Snapshots, Trial};
pub use deployment::{Deployment, HostSize};
pub use edge::{DetailedUse, Keeps, Use};
pub use host::{
    AddressPool, Addresses, Arch, DockerEngine, Host, HostRole, LogRotation, OperatingSystem, Plane,
};
pub use monitoring::{Monitoring, UptimeKuma};
pub use network::Network;
pub use party::{InvalidParty, Party};
pub use per_env::PerEnv;
pub use policy::{Between, Parties, Policy};
pub use probe::{Probe, ProbeHost, Tool};
pub use project::{Format, Project};
pub use route::{Auth, Exposure, Route, route_precedence};
pub use secret::{Secret, SecretCharset};
pub use seed::Seed;
pub use service::{Condition, Limits, Reservations, Service, Volume};
pub use value::Value;
pub use zone::Zone;

use crate::{
    syntax::{Report, Source},
    value::{EnvironmentName, HostName, NetworkName, SecretName, ServiceName},
};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A stack as written: every key of `stack.yml`, nothing resolved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stack {
    /// The version of this format. Always 1.
    pub format: Format,
    /// What the whole is called, and where its people are.
    pub project: Project,
    /// The machines.
    pub hosts: IndexMap<HostName, Host>,
    /// The deployments of the whole: `prod`, `preprod`.
    pub environments: IndexMap<EnvironmentName, Deployment>,
    /// The Docker networks.
    #[serde(default)]
    pub networks: IndexMap<NetworkName, Network>,
    /// The containers. A name that the catalogue knows is also the kind.
    pub services: IndexMap<ServiceName, Service>,
    /// What can be reached under a host name, by whom.
    #[serde(default)]
    pub routes: Vec<Route>,
    /// How administrators get in, and how everybody else is kept out.
    #[serde(default)]
    pub access: Access,
    /// Who may reach whom: promises that the rest of the file is held to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<Policy>,
    /// What watches the stack from outside of it.
    #[serde(default, skip_serializing_if = "Monitoring::is_empty")]
    pub monitoring: Monitoring,
    /// What is copied, where to, when, and how long it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backups: Option<Backups>,
    /// How the stack gets to its machines without a person at a terminal.
    #[serde(default, skip_serializing_if = "Delivery::is_empty")]
    pub delivery: Delivery,
    /// Secrets that the catalogue cannot know of, such as the keys of providers. Names only: values live in the vault.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub secrets: IndexMap<SecretName, Secret>,
    /// Findings that the author accepts, each with a reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accept: Vec<Acceptance>,
}

impl Source {
    /// The stack as written.
    ///
    /// # Errors
    /// Every fault of syntax, every unknown key and every value that does not fit its type.
    pub fn parse(&self) -> Result<Stack, Report> {
        self.read()
    }
}
