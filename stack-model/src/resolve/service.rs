//! `ResolvedService`: a service with everything that the catalogue and its edges say filled in.

use super::{Keys, ResolvedProbe, Text};
use crate::{
    KeyPath,
    catalogue::{
        Application, HostMount, Kind, PathFact, SecretFact, Settings, applications::caddy::CaddySettings,
    },
    stack::{Condition, Deployment, PerEnv},
    value::{
        CpuShare, EnvironmentName, HostName, ImageRef, MemorySize, NetworkName, Port, PortMapping,
        ProfileName, Protocol, ServiceName, VariableName,
    },
};
use indexmap::IndexMap;

/// A service, filled in.
#[derive(Debug, Clone)]
pub struct ResolvedService {
    /// Its name.
    pub name: ServiceName,
    /// What it is.
    pub kind: Kind,
    /// What is known of that.
    pub application: &'static Application,
    /// Its settings, typed.
    pub settings: Settings,
    /// The machine it runs on; none if several could be meant.
    pub(crate) host: Option<HostName>,
    /// Its image; none if nobody names one.
    pub(crate) image: Option<PerEnv<ImageRef>>,
    /// The networks it joins.
    pub networks: Vec<NetworkName>,
    /// The services that it is a client of, with the reason.
    pub edges: Vec<Edge>,
    /// What its start waits for.
    pub start_after: IndexMap<ServiceName, Condition>,
    /// Its compose profiles.
    pub profiles: Vec<ProfileName>,
    /// Its memory limit.
    pub(crate) memory: Option<PerEnv<MemorySize>>,
    /// Its CPU limit.
    pub(crate) cpus: Option<PerEnv<CpuShare>>,
    /// The memory kept for it.
    pub(crate) reservation: Option<PerEnv<MemorySize>>,
    /// Its published ports.
    pub ports: Vec<PortMapping>,
    /// The port that clients and routes use.
    pub listens: Option<Port>,
    /// Its health check.
    pub probe: Option<ResolvedProbe>,
    /// Its environment variables.
    pub environment: IndexMap<VariableName, Text>,
    /// The words after its image.
    pub command: Vec<Text>,
    /// Its volumes.
    pub volumes: Vec<ResolvedVolume>,
    /// The paths of the machine that it sees.
    pub host_mounts: Vec<HostMount>,
    /// Whether it calls the Internet.
    pub egress: bool,
}

/// An edge from this service to a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// The server.
    pub to: ServiceName,
    /// Where the edge is written.
    pub path: KeyPath,
    /// Whether the edge is a route through the proxy.
    pub is_route: bool,
    /// Connections that the client opens at most, if the server is a database server.
    pub connections: Option<u16>,
    /// The client's keys, if the server is a Redis and the client keeps any.
    pub keys: Option<Keys>,
}

/// A volume, filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedVolume {
    /// The folder below the service's data folder; empty for the folder itself.
    pub name: String,
    /// Where the container sees it.
    pub at: String,
    /// The numeric user that owns it.
    pub uid: u32,
    /// What is in it, for people.
    pub holds: &'static str,
}

impl ResolvedService {
    /// Processes that a container may have: far above what any of the catalogue needs, far below what hurts a machine.
    pub const PIDS: u32 = 1024;

    /// The machine that it runs on, if the stack says which.
    pub const fn host_if_known(&self) -> Option<&HostName> {
        self.host.as_ref()
    }

    /// Where it stands in `stack.yml`.
    pub fn path(&self) -> KeyPath {
        KeyPath::root().key("services").key(&self.name)
    }

    /// The secrets of its own: those of its kind, and those that its settings ask for.
    pub fn secrets(&self) -> impl Iterator<Item = &'static SecretFact> {
        self.application.secrets.iter().chain(self.settings.secrets())
    }

    /// The TCP ports that it opens to every network that it joins, in order: the one that clients use, those of the catalogue,
    /// and what it publishes.
    pub fn open_ports(&self) -> Vec<Port> {
        let listeners = self.application.listeners.iter().filter(|listener| listener.open);
        let published = self.ports.iter().filter(|port| port.protocol() == Protocol::Tcp);
        let mut ports: Vec<Port> = self.listens.into_iter().collect();
        ports.extend(listeners.map(|listener| listener.port));
        ports.extend(published.map(PortMapping::target));
        ports.sort();
        ports.dedup();
        ports
    }

    /// The paths of which something is known that its probe asks for: as written, what is known, and where it is written.
    pub(crate) fn probed(&self) -> impl Iterator<Item = (&str, &'static PathFact, KeyPath)> {
        let paths = self.probe.as_ref().map(|probe| probe.paths(&self.path().key("probe")));
        let paths = paths.into_iter().flatten();
        paths.filter_map(|(path, at)| Some((path, self.application.path(path)?, at)))
    }

    /// Whether it is a client of `server` by an edge of its own, not by a route.
    pub fn uses(&self, server: &ServiceName) -> bool {
        self.edges.iter().any(|edge| !edge.is_route && edge.to == *server)
    }

    /// Whether it is started in an environment: one of its profiles is active, and its machine is there.
    pub fn runs_in(&self, deployment: &Deployment) -> bool {
        let active = self.profiles.is_empty()
            || self.profiles.iter().any(|profile| !deployment.without.contains(profile));
        active && self.host.as_ref().is_some_and(|host| deployment.hosts.contains_key(host))
    }

    /// Its settings, if those of its application are of this type.
    pub fn settings_of<T: std::any::Any>(&self) -> Option<&T> {
        self.settings.get()
    }

    /// Whether its image is built on its machine, because modules have to be built into it.
    pub fn has_own_image(&self) -> bool {
        self.settings_of::<CaddySettings>().is_some_and(|settings| !settings.modules.is_empty())
    }

    /// Its image in one environment.
    pub(crate) fn image_in(&self, environment: &EnvironmentName) -> Option<&ImageRef> {
        self.image.as_ref()?.get(environment)
    }

    /// Its memory limit in one environment.
    pub(crate) fn memory_in(&self, environment: &EnvironmentName) -> Option<MemorySize> {
        self.memory.as_ref()?.get(environment).copied()
    }

    /// Its CPU limit in one environment.
    pub(crate) fn cpus_in(&self, environment: &EnvironmentName) -> Option<CpuShare> {
        self.cpus.as_ref()?.get(environment).copied()
    }

    /// The memory kept for it in one environment.
    pub(crate) fn reservation_in(&self, environment: &EnvironmentName) -> Option<MemorySize> {
        self.reservation.as_ref()?.get(environment).copied()
    }
}
