//! `CheckedStack`: a stack that passed every rule.

mod construction;
mod service;

pub(crate) use construction::Construction;
pub use service::CheckedService;

use crate::{
    Budget, Report, Resolved,
    catalogue::Upgrade,
    resolve::{Edge, Monitor, Pull, ResolvedDatabase, ResolvedMonitor, VirtualKey},
    stack::{
        Access, Delivery, Deployment, Host, HostRole, HostSize, Network, Project, Retention, Route,
        UptimeKuma, Zerobyte,
    },
    value::{EnvironmentName, HostName, NetworkName, Port, ServiceName},
};

/// A stack that passed every rule. There is no other way to get one than [`crate::check`].
#[derive(Debug, Clone)]
pub struct CheckedStack {
    resolved: Resolved,
    parts: Construction,
    warnings: Report,
}

/// A machine in one environment, as declared.
#[derive(Debug, Clone)]
struct Machine {
    environment: EnvironmentName,
    deployment: Deployment,
    host: HostName,
    declared: Host,
    size: HostSize,
}

/// What runs on one machine in one environment.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// The environment.
    pub environment: &'a EnvironmentName,
    /// Its domain and profiles.
    pub deployment: &'a Deployment,
    /// The machine's name.
    pub host: &'a HostName,
    /// The machine.
    pub machine: &'a Host,
    /// The machine's size there.
    pub size: &'a HostSize,
}

impl CheckedStack {
    pub(crate) fn new(resolved: Resolved, parts: Construction, warnings: Report) -> Self {
        Self { resolved, parts, warnings }
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
    pub fn is_trial(&self, environment: &EnvironmentName) -> bool {
        self.resolved.is_trial(environment)
    }

    /// The Uptime Kuma that watches the stack.
    pub fn uptime_kuma(&self) -> Option<&UptimeKuma> {
        self.resolved.stack.monitoring.uptime_kuma.as_ref()
    }

    /// What is watched in each environment that is watched at all.
    pub fn uptime_monitors(&self) -> impl Iterator<Item = (&EnvironmentName, Vec<Monitor>)> {
        let watched = self.uptime_kuma().map(|kuma| kuma.watched(&self.resolved)).unwrap_or_default();
        watched.into_iter().map(|environment| (environment, self.resolved.uptime_monitors(environment)))
    }

    /// A machine by its name.
    pub fn host(&self, name: &HostName) -> Option<&Host> {
        self.resolved.stack.hosts.get(name)
    }

    /// Memory and CPU by environment and machine.
    pub fn budget(&self) -> Budget {
        Budget::of_resolved(&self.resolved)
    }

    /// The machines that containers run on, in the order of the file.
    pub fn hosts(&self) -> impl Iterator<Item = (&HostName, &Host)> {
        self.resolved.stack.hosts.iter().filter(|(_, host)| host.role == HostRole::Deployed)
    }

    /// Every machine of every environment.
    pub fn sites(&self) -> impl Iterator<Item = Site<'_>> {
        self.parts.machines.iter().map(|machine| Site {
            environment: &machine.environment,
            deployment: &machine.deployment,
            host: &machine.host,
            machine: &machine.declared,
            size: &machine.size,
        })
    }

    /// The services, in the order of the file.
    pub fn services(&self) -> impl Iterator<Item = &CheckedService> {
        self.parts.services.values()
    }

    /// The services of a machine, in the order of the file.
    pub fn services_on<'s>(&'s self, host: &HostName) -> impl Iterator<Item = &'s CheckedService> {
        self.services().filter(move |service| service.host() == host)
    }

    /// The services that are started in an environment, in the order of the file.
    pub fn running<'s>(&'s self, deployment: &Deployment) -> impl Iterator<Item = &'s CheckedService> {
        self.services().filter(move |service| service.runs_in(deployment))
    }

    /// The services, each after those that its start waits for.
    pub fn in_start_order(&self) -> impl Iterator<Item = &CheckedService> {
        self.resolved.in_start_order().filter_map(|service| self.service(&service.name))
    }

    /// A service by its name.
    pub fn service(&self, name: &ServiceName) -> Option<&CheckedService> {
        self.parts.services.get(name)
    }

    /// The services of a service's machine whose images are built there.
    pub fn built_beside<'s>(&'s self, service: &CheckedService) -> impl Iterator<Item = &'s CheckedService> {
        self.services_on(service.host()).filter(|other| other.has_own_image())
    }

    /// The routes that lead to a service, with their positions among all routes.
    pub fn routes_to(&self, service: &CheckedService) -> impl Iterator<Item = (usize, &Route)> {
        self.resolved.routes_to(&service.name)
    }

    /// The proxy that answers for a route.
    pub fn proxy_of(&self, route: &Route) -> Option<&CheckedService> {
        self.service(&self.resolved.proxy_of(route)?.name)
    }

    /// The services whose metrics reach a store.
    pub fn measured(&self) -> impl Iterator<Item = &CheckedService> {
        self.resolved.measured().into_iter().filter_map(|service| self.service(&service.name))
    }

    /// The services whose data another version alters, with what it does to them.
    pub fn upgrades(&self) -> impl Iterator<Item = (&CheckedService, Upgrade)> {
        self.resolved
            .upgrades()
            .filter_map(|(service, upgrade)| Some((self.service(&service.name)?, upgrade)))
    }

    /// The services of a list of names, such as the clients of a database.
    pub fn named<'a>(
        &'a self,
        names: impl IntoIterator<Item = &'a ServiceName>,
    ) -> impl Iterator<Item = &'a CheckedService> {
        names.into_iter().filter_map(|name| self.service(name))
    }

    /// The servers that a service is a client of, with the edge that says so; a route's upstream is one of the proxy's.
    pub fn servers_of<'a>(
        &'a self,
        client: &'a CheckedService,
    ) -> impl Iterator<Item = (&'a Edge, &'a CheckedService)> {
        client.edges.iter().filter_map(|edge| Some((edge, self.service(&edge.to)?)))
    }

    /// The service that answers a route, with its port; none if the proxy answers by itself.
    pub fn upstream(&self, index: usize) -> Option<(&CheckedService, Port)> {
        let (name, port) = self.parts.upstreams.get(index)?.as_ref()?;
        Some((self.service(name)?, *port))
    }

    /// The jobs that take dumps of an environment away, each with the snapshots that stay.
    pub fn pulls(&self, environment: &EnvironmentName) -> Vec<(Pull<'_>, Retention)> {
        let jobs = self.parts.retentions.as_ref().map(|retentions| &retentions.jobs);
        let pulls = self.resolved.pulls(environment).into_iter();
        pulls.filter_map(|pull| jobs?.get(pull.name).map(|keep| (pull, *keep))).collect()
    }

    /// The Zerobyte that takes dumps away, and which copies of what it knows stay.
    pub fn zerobyte(&self) -> Option<(&Zerobyte, Retention)> {
        let state = self.parts.retentions.as_ref().map(|retentions| retentions.state);
        self.resolved.zerobyte().zip(state)
    }

    /// The databases of a server.
    pub fn databases_of(&self, server: &ServiceName) -> impl Iterator<Item = &ResolvedDatabase> {
        self.resolved.databases_on(server)
    }

    /// The roles that watch a server.
    pub fn monitors_of(&self, server: &ServiceName) -> impl Iterator<Item = &ResolvedMonitor> {
        self.resolved.monitors.iter().filter(move |monitor| monitor.server == *server)
    }

    /// The keys that a model proxy hands to its clients.
    pub fn virtual_keys_of(&self, proxy: &ServiceName) -> impl Iterator<Item = &VirtualKey> {
        self.resolved.virtual_keys.iter().filter(move |key| key.proxy == *proxy)
    }
}
