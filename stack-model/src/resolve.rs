//! Resolution: a stack as meant. It is lenient, so that rules can look at what is wrong; only a stack without errors
//! becomes a [`crate::CheckedStack`].

mod backup;
mod backup_secret;
mod built_image;
pub(crate) mod connections;
mod database;
mod dns_record;
mod export;
mod heartbeat;
mod hub;
mod index;
pub(crate) mod keys;
mod monitor;
mod probe;
mod restic_repository;
mod restore;
mod secret;
mod seed;
mod service;
mod smoke;
mod start_order;
mod text;
mod upgrade;
mod uptime;
mod virtual_key;
mod vpn_names;
mod watched;
mod wiring;

pub use backup::{DumpFile, Pull, Source, Strategy};
pub use backup_secret::{BucketKeys, RepositoryKeys};
pub use connections::{SUPERUSER_CONNECTIONS, WATCHER_CONNECTIONS};
pub use database::ResolvedDatabase;
pub use dns_record::DnsRecord;
pub use export::MachineExport;
pub use heartbeat::{Heartbeat, Reporter};
pub use hub::{Archived, StateOf};
pub use keys::Keys;
pub use monitor::ResolvedMonitor;
pub use probe::{Question, ResolvedProbe};
pub use restic_repository::ResticRepository;
pub use restore::{RestorePlan, Way};
pub(crate) use secret::Asked;
pub use secret::{ResolvedSecret, SecretOrigin};
pub use seed::SeededDatabase;
pub use service::{Edge, ResolvedService, ResolvedVolume};
pub use smoke::SmokeCheck;
pub use text::{Part, Text};
pub use uptime::{Monitor, Page, Target};
pub use virtual_key::VirtualKey;
pub use vpn_names::VpnName;
pub use wiring::{Audience, DatabaseAccess, Peer, Wiring};

use crate::{
    Diagnostic, KeyPath, Severity,
    catalogue::{HostMount, Interface, Kind, Settings},
    stack::{Condition, Deployment, HostRole, PerEnv, Route, Service, Stack},
    value::{EnvironmentName, HostName, ImageRef, SecretName, ServiceName, VariableName},
};
use indexmap::IndexMap;

/// A stack with every default of the catalogue filled in and every edge followed as far as it leads.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// As written. Rules look at it; who renders never does.
    pub(crate) stack: Stack,
    /// The services, in the order of the file.
    pub services: IndexMap<ServiceName, ResolvedService>,
    /// The databases of every server.
    pub databases: Vec<ResolvedDatabase>,
    /// The roles that watch the servers.
    pub monitors: Vec<ResolvedMonitor>,
    /// The keys that model proxies hand to their clients.
    pub virtual_keys: Vec<VirtualKey>,
    /// Every secret that the stack knows.
    pub secrets: IndexMap<SecretName, ResolvedSecret>,
    /// Where routes, proxies and databases are found.
    index: index::Index,
    /// What is wrong with the settings and probes themselves.
    pub(crate) findings: Vec<Diagnostic>,
}

/// A stack as meant, whether it passes the rules or not: what looks at one never needs to know.
impl From<Stack> for Resolved {
    fn from(stack: Stack) -> Self {
        Self::of(stack)
    }
}

impl Resolved {
    /// Whether an environment's machine is made for one run, so that nobody knows its address before, and it is no member of
    /// the VPN.
    pub fn is_trial(&self, environment: &EnvironmentName) -> bool {
        self.stack.delivery.trial.as_ref().is_some_and(|trial| trial.environment == *environment)
    }

    /// Resolves a stack.
    pub(crate) fn of(stack: Stack) -> Self {
        let mut findings = Vec::new();
        let kinds: IndexMap<ServiceName, Kind> =
            stack.services.iter().map(|(name, service)| (name.clone(), kind_of(name, service))).collect();
        let settings: IndexMap<ServiceName, Settings> = stack
            .services
            .iter()
            .map(|(name, service)| {
                let path = KeyPath::root().key("services").key(name).key("config");
                let typed =
                    Settings::of(kinds[name], service.config.as_ref(), &path).unwrap_or_else(|misfits| {
                        findings.extend(misfits);
                        Settings::default_of(kinds[name])
                    });
                (name.clone(), typed)
            })
            .collect();
        let databases = database::databases(&stack, &kinds, &settings);
        let monitors = monitor::monitors(&stack, &kinds);
        let mut services: IndexMap<ServiceName, ResolvedService> = IndexMap::new();
        for (name, service) in &stack.services {
            let wiring = Wiring { stack: &stack, kinds: &kinds, name, service, settings: &settings[name] };
            services.insert(name.clone(), resolve_service(&wiring, &databases, &monitors, &mut findings));
        }
        fill_start_order(&stack, &mut services);
        built_image::tell_watchers(&mut services);
        let virtual_keys = virtual_key::virtual_keys(&services);
        // What one service has to know of another, under the secret's own name, unless something else is written there.
        let keys = virtual_keys.iter().map(|key| (key.proxy.clone(), key.secret.clone()));
        for (service, secret) in keys.chain(watched::credentials(&services)).collect::<Vec<_>>() {
            let environment = &mut services[&service].environment;
            environment.entry(secret.variable()).or_insert_with(|| Text::secret(secret));
        }
        let secrets = IndexMap::new();
        let index = index::Index::new(&stack, &services, &databases);
        let mut resolved =
            Self { stack, services, databases, monitors, virtual_keys, secrets, index, findings };
        resolved.secrets = resolved.gather_secrets();
        resolved
    }

    /// The services that are started in an environment.
    pub fn running<'a>(&'a self, deployment: &'a Deployment) -> impl Iterator<Item = &'a ResolvedService> {
        self.services.values().filter(|service| service.runs_in(deployment))
    }

    /// The environments with their sizes.
    pub fn deployments(&self) -> impl Iterator<Item = (&EnvironmentName, &Deployment)> {
        self.stack.environments.iter()
    }

    /// The names of the environments.
    pub(crate) fn environments(&self) -> impl Iterator<Item = &EnvironmentName> {
        self.stack.environments.keys()
    }

    /// Where it is written that `client` starts after `server`.
    pub(crate) fn dependency_path(&self, client: &ResolvedService, server: &ServiceName) -> KeyPath {
        let written = self
            .stack
            .services
            .get(&client.name)
            .is_some_and(|service| service.depends_on.contains_key(server));
        let edge = client.edges.iter().find(|edge| !written && !edge.is_route && edge.to == *server);
        edge.map_or_else(|| client.path().key("depends_on").key(server), |edge| edge.path.clone())
    }

    /// Whether a service joins networks, and each of them is declared and internal.
    pub(crate) fn joins_only_internal(&self, service: &ResolvedService) -> bool {
        let internal = |name| self.stack.networks.get(name).is_some_and(|network| network.internal);
        !service.networks.is_empty() && service.networks.iter().all(internal)
    }

    /// The proxy that answers for a route: the one on the machine of its service; for a fixed text the first of the file.
    pub fn proxy_of(&self, route: &Route) -> Option<&ResolvedService> {
        let host =
            route.to.as_ref().map(|to| self.services.get(to).and_then(|service| service.host.as_ref()));
        self.proxies().find(|proxy| host.is_none_or(|host| host == proxy.host.as_ref()))
    }

    /// The machines that containers run on.
    pub fn deployed_hosts(&self) -> impl Iterator<Item = &HostName> {
        deployed_hosts(&self.stack)
    }
}

fn deployed_hosts(stack: &Stack) -> impl Iterator<Item = &HostName> {
    stack.hosts.iter().filter(|(_, host)| host.role == HostRole::Deployed).map(|(name, _)| name)
}

fn kind_of(name: &ServiceName, service: &Service) -> Kind {
    service.kind.or_else(|| Kind::of_name(name)).unwrap_or(Kind::CONTAINER)
}

fn resolve_service(
    wiring: &Wiring<'_>,
    databases: &[ResolvedDatabase],
    monitors: &[ResolvedMonitor],
    findings: &mut Vec<Diagnostic>,
) -> ResolvedService {
    let (name, service, stack) = (wiring.name, wiring.service, wiring.stack);
    let kind = wiring.kinds[name];
    let application = kind.application();
    let path = KeyPath::root().key("services").key(name);
    let mut hosts = deployed_hosts(stack);
    let only_host = hosts.next().filter(|_| hosts.next().is_none());
    let image = service.image.clone().or_else(|| {
        application
            .image
            .map(|image| PerEnv::All(ImageRef::new(image).expect("the catalogue's images are references")))
    });
    let first_image = image.as_ref().and_then(|image| match image {
        PerEnv::All(image) => Some(image),
        PerEnv::Each(images) => images.values().next(),
    });
    let probe =
        ResolvedProbe::of(application, first_image, service.probe.as_ref(), service.listens, wiring.prefix())
            .unwrap_or_else(|why| {
                findings.push(Diagnostic::new("invalid-value", Severity::Error, path.key("probe"), why));
                None
            });
    let mut volumes: Vec<ResolvedVolume> = first_image
        .map(|image| (application.volumes)(image))
        .unwrap_or_default()
        .into_iter()
        .map(|fact| ResolvedVolume {
            name: fact.name.into(),
            at: fact.at.into(),
            uid: application.user.uid(),
            holds: fact.holds,
        })
        .collect();
    volumes.extend(service.volumes.iter().map(|(name, volume)| ResolvedVolume {
        name: name.as_str().into(),
        at: volume.at.as_str().into(),
        uid: volume.owner,
        holds: "data of the application",
    }));
    let written_command = service.command.iter().map(probe::text_of).collect::<Vec<_>>();
    ResolvedService {
        name: name.clone(),
        kind,
        application,
        settings: wiring.settings.clone(),
        host: service.host.clone().or_else(|| only_host.cloned()),
        image,
        networks: service.networks.clone(),
        edges: edges(wiring, &path),
        start_after: IndexMap::new(),
        profiles: service.profiles.clone(),
        memory: service.limits.memory.clone(),
        cpus: service.limits.cpus.clone(),
        reservation: service.reservations.memory.clone(),
        ports: service.ports.clone(),
        listens: service.listens.or(application.main_port()),
        probe,
        environment: environment(wiring, databases, monitors),
        command: if written_command.is_empty() { (application.command)(wiring) } else { written_command },
        volumes,
        host_mounts: host_mounts(wiring, kind),
        egress: application.egress || service.egress || wiring.settings.call_out(),
    }
}

/// The paths of the machine that an application sees, but for those that a server which it uses stands in for.
fn host_mounts(wiring: &Wiring<'_>, kind: Kind) -> Vec<HostMount> {
    let replaced = |mount: &HostMount| mount.instead.is_some_and(|server| wiring.peer(server).is_some());
    kind.application().host_mounts.iter().copied().filter(|mount| !replaced(mount)).collect()
}

/// The catalogue's variables, the keys named in settings, the passwords of database roles, then what is written.
fn environment(
    wiring: &Wiring<'_>,
    databases: &[ResolvedDatabase],
    monitors: &[ResolvedMonitor],
) -> IndexMap<VariableName, Text> {
    let mut environment: IndexMap<VariableName, Text> =
        (wiring.kinds[wiring.name].application().environment)(wiring)
            .into_iter()
            .map(|(name, text)| {
                (VariableName::new(name).expect("the catalogue spells variables right"), text)
            })
            .collect();
    for key in wiring.settings.provider_keys() {
        environment.insert(key.variable(), Text::secret(key.clone()));
    }
    let owners = databases.iter().filter(|database| database.server == *wiring.name);
    let watchers = monitors.iter().filter(|monitor| monitor.server == *wiring.name);
    let passwords =
        owners.filter_map(ResolvedDatabase::password).chain(watchers.map(ResolvedMonitor::password));
    for password in passwords {
        environment.insert(password.variable(), Text::secret(password));
    }
    for (name, value) in &wiring.service.environment {
        environment.insert(name.clone(), probe::text_of(value));
    }
    environment
}

/// The servers that a service is a client of: those it uses, and, for the proxy, the upstreams of its routes.
fn edges(wiring: &Wiring<'_>, path: &KeyPath) -> Vec<Edge> {
    let uses = wiring.service.uses.iter().enumerate().map(|(index, edge)| Edge {
        to: edge.service().clone(),
        path: path.key("uses").index(index),
        is_route: false,
        connections: connections::of(wiring.kinds, wiring.name, edge),
        keys: keys::of(wiring, edge),
    });
    let proxy = wiring.kinds[wiring.name].speaks(Interface::HttpProxy);
    let routes = wiring.stack.routes.iter().enumerate().filter(|_| proxy).filter_map(|(index, route)| {
        let path = KeyPath::root().key("routes").index(index).key("to");
        route.to.clone().map(|to| Edge { to, path, is_route: true, connections: None, keys: None })
    });
    uses.chain(routes).collect()
}

/// What each start waits for: the servers it uses as their probes allow, then what is written.
fn fill_start_order(stack: &Stack, services: &mut IndexMap<ServiceName, ResolvedService>) {
    let probed: Vec<ServiceName> = services
        .values()
        .filter(|service| service.probe.is_some())
        .map(|service| service.name.clone())
        .collect();
    for (name, service) in &stack.services {
        let resolved = &mut services[name];
        for edge in &service.uses {
            let condition = match edge.detailed().and_then(|detailed| detailed.wait) {
                Some(wait) => wait,
                None if probed.contains(edge.service()) => Condition::Healthy,
                None => Condition::Started,
            };
            resolved.start_after.insert(edge.service().clone(), condition);
        }
        for (server, condition) in &service.depends_on {
            resolved.start_after.insert(server.clone(), *condition);
        }
    }
}
