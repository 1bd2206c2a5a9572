//! `CheckedStack`: a stack that passed every rule.

use crate::{
    Budget, Recovery, Report, Resolved,
    resolve::{Monitor, Pull, ResolvedDatabase, ResolvedMonitor, ResolvedService, VirtualKey},
    stack::{
        Access, Delivery, Deployment, Host, HostSize, Network, Project, Retention, Route, UptimeKuma,
        Zerobyte,
    },
    value::{CpuShare, DeploymentName, HostName, ImageRef, MemorySize, NetworkName, ServiceName},
};

/// A stack that passed every rule. There is no other way to get one than [`crate::check`].
#[derive(Debug, Clone)]
pub struct CheckedStack {
    resolved: Resolved,
    warnings: Report,
}

/// What runs on one machine in one environment.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// The environment.
    pub environment: &'a DeploymentName,
    /// Its domain and profiles.
    pub deployment: &'a Deployment,
    /// The machine.
    pub host: &'a HostName,
    /// The machine's size there.
    pub size: &'a HostSize,
}

impl CheckedStack {
    pub(crate) fn new(resolved: Resolved, warnings: Report) -> Self {
        Self { resolved, warnings }
    }

    /// The findings that do not stand in the way.
    pub fn warnings(&self) -> &Report {
        &self.warnings
    }

    /// The stack as meant.
    pub fn resolved(&self) -> &Resolved {
        &self.resolved
    }

    /// What the whole is called.
    pub fn project(&self) -> &Project {
        &self.resolved.stack.project
    }

    /// The Docker networks.
    pub fn networks(&self) -> impl Iterator<Item = (&NetworkName, &Network)> {
        self.resolved.stack.networks.iter()
    }

    /// The routes, in the order of the file.
    pub fn routes(&self) -> &[Route] {
        &self.resolved.stack.routes
    }

    /// How administrators get in.
    pub fn access(&self) -> &Access {
        &self.resolved.stack.access
    }

    /// How the stack gets to its machines.
    pub fn delivery(&self) -> &Delivery {
        &self.resolved.stack.delivery
    }

    /// Whether an environment's machine is made for one run, so that nobody knows its address before.
    pub fn is_trial(&self, environment: &DeploymentName) -> bool {
        self.resolved.is_trial(environment)
    }

    /// The Uptime Kuma that watches the stack.
    pub fn uptime_kuma(&self) -> Option<&UptimeKuma> {
        self.resolved.stack.monitoring.uptime_kuma.as_ref()
    }

    /// What is watched in each environment that is watched at all.
    pub fn uptime_monitors(&self) -> impl Iterator<Item = (&DeploymentName, Vec<Monitor>)> {
        let watched = self.uptime_kuma().map(|kuma| kuma.watched(&self.resolved)).unwrap_or_default();
        watched.into_iter().map(|environment| (environment, self.resolved.uptime_monitors(environment)))
    }

    /// A machine that a service or an environment names.
    ///
    /// # Panics
    /// Never for a name that stands in the stack: see the rule `unknown-host`.
    pub fn host(&self, name: &HostName) -> &Host {
        self.resolved.stack.hosts.get(name).expect("unknown-host: every machine that is named is declared")
    }

    /// Memory and CPU by environment and machine.
    pub fn budget(&self) -> Budget {
        Budget::of_resolved(&self.resolved)
    }

    /// What runs for the backups of an environment, what stays, and what a loss costs.
    pub fn recovery(&self, environment: &DeploymentName) -> Recovery {
        Recovery::of(&self.resolved, environment)
    }

    /// The machines that containers run on, in the order of the file.
    pub fn hosts(&self) -> impl Iterator<Item = (&HostName, &Host)> {
        self.resolved.deployed_hosts().map(|name| (name, &self.resolved.stack.hosts[name]))
    }

    /// Every machine of every environment.
    pub fn sites(&self) -> impl Iterator<Item = Site<'_>> {
        self.resolved.deployments().flat_map(|(environment, deployment)| {
            deployment.hosts.iter().map(move |(host, size)| Site { environment, deployment, host, size })
        })
    }

    /// The services of a machine, in the order of the file.
    pub fn services_on<'a>(&'a self, host: &'a HostName) -> impl Iterator<Item = &'a ResolvedService> {
        self.resolved.services.values().filter(move |service| service.host.as_ref() == Some(host))
    }

    /// The databases of a server.
    pub fn databases_of(&self, server: &ServiceName) -> impl Iterator<Item = &ResolvedDatabase> {
        self.resolved.databases.iter().filter(move |database| database.server == *server)
    }

    /// The roles that watch a server.
    pub fn monitors_of(&self, server: &ServiceName) -> impl Iterator<Item = &ResolvedMonitor> {
        self.resolved.monitors.iter().filter(move |monitor| monitor.server == *server)
    }

    /// The keys that a model proxy hands to its clients.
    pub fn virtual_keys_of(&self, proxy: &ServiceName) -> impl Iterator<Item = &VirtualKey> {
        self.resolved.virtual_keys.iter().filter(move |key| key.proxy == *proxy)
    }

    /// A service that some other part of the stack names.
    ///
    /// # Panics
    /// Never for a name that stands in the stack: `unknown-service` and `unknown-upstream` have seen to it.
    pub fn service(&self, name: &ServiceName) -> &ResolvedService {
        self.resolved.services.get(name).expect("unknown-service: every name in a checked stack is a service")
    }
}

/// What a checked service has for certain.
impl ResolvedService {
    /// The machine it runs on.
    ///
    /// # Panics
    /// Never in a checked stack: see the rule `unknown-host`.
    pub fn checked_host(&self) -> &HostName {
        self.host.as_ref().expect("unknown-host: every service has a machine")
    }

    /// Its image in one environment.
    ///
    /// # Panics
    /// Never in a checked stack: see the rule `unpinned-image`.
    pub fn checked_image(&self, environment: &DeploymentName) -> &ImageRef {
        self.image_in(environment).expect("unpinned-image: every service has an image in every environment")
    }

    /// Its memory limit in one environment.
    ///
    /// # Panics
    /// Never in a checked stack: see the rule `unlimited-memory`.
    pub fn checked_memory(&self, environment: &DeploymentName) -> MemorySize {
        self.memory_in(environment).expect("unlimited-memory: every service has a limit in every environment")
    }

    /// The connections that it takes in one environment, for a `postgresql`.
    ///
    /// # Panics
    /// Never for a `postgresql` of a checked stack: see the rule `unlimited-memory`.
    pub fn checked_max_connections(&self, environment: &DeploymentName) -> u32 {
        self.max_connections_in(environment)
            .expect("unlimited-memory: every server has a limit to derive from")
    }

    /// Its CPU limit in one environment.
    ///
    /// # Panics
    /// Never in a checked stack: see the rule `unlimited-cpus`.
    pub fn checked_cpus(&self, environment: &DeploymentName) -> CpuShare {
        self.cpus_in(environment).expect("unlimited-cpus: every service has a limit in every environment")
    }
}

impl Pull<'_> {
    /// Which of its snapshots stay.
    ///
    /// # Panics
    /// Never in a checked stack: see the rule `retention-unclear`.
    pub fn checked_keep(&self) -> Retention {
        self.keep.expect("retention-unclear: somebody says what stays of every job")
    }
}

impl Zerobyte {
    /// Which copies of its state stay.
    ///
    /// # Panics
    /// Never in a checked stack: see the rule `retention-unclear`.
    pub fn checked_keep_of_state(&self) -> Retention {
        self.keep_of_state().expect("retention-unclear: somebody says what stays of its state")
    }
}
