//! `Reach`: who can open a connection to whom, and why.

mod class;
mod gate;
mod machine;
mod node;
mod pairs;
mod party;
mod published;
mod way;

pub use class::{Profile, SharedWay};
pub use gate::{Gate, Verdict};
pub use node::Node;
pub(crate) use pairs::Pairs;
pub use way::{Asked, By, Way};

use crate::{
    Resolved,
    resolve::ResolvedService,
    stack::{Deployment, Exposure, HostRole, Route, Zone},
    value::{EnvironmentName, HostName, NetworkName, Port, ServiceName},
};
use std::collections::{BTreeMap, BTreeSet};

/// The port of a proxy where its sites answer.
const HTTPS: Port = Port::constant(443);

/// Who can open a connection to whom in one environment, as the playbook leaves it: zones, machines and containers, over Docker's
/// networks, published ports with the guard in front of them, routes with their gates, ssh and the firewall.
///
/// Connections are TCP. Nothing is kept of pairs: a way is looked for when it is asked for, in indexes that are made once. Who asks for
/// many pairs asks for classes ([`Reach::classes`]): nodes of one class reach, and are reached, alike.
///
/// ```
/// # let text = include_str!("../../fixtures/valid/vpai.yml");
/// # let stack = stack_model::check(stack_model::Source::new("stack.yml", text).parse()?)?;
/// use stack_model::Node;
/// let prod = stack.sites().next().unwrap();
/// let reach = stack.resolved().reach(prod.environment).unwrap();
/// let node = |name: &str| Node::Service(name.parse().unwrap());
/// assert!(reach.ways(&Node::INTERNET, &node("postgresql")).is_empty());
/// assert!(reach.connects(&node("n8n"), &node("postgresql"), stack_model::Port::new(5432).unwrap()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Reach<'a> {
    stack: &'a Resolved,
    environment: &'a EnvironmentName,
    deployment: &'a Deployment,
    /// The containers that run, by each network that they have joined.
    members: BTreeMap<&'a NetworkName, Vec<&'a ResolvedService>>,
    /// The routes whose proxy runs, by the service that they lead to.
    routes: BTreeMap<&'a ServiceName, Vec<ProxiedRoute<'a>>>,
    /// The services that a service is a client of.
    servers: BTreeMap<&'a ServiceName, BTreeSet<&'a ServiceName>>,
    /// The proxies that run and have a route, each with whether it must answer requests from everywhere.
    proxies: BTreeMap<&'a ServiceName, bool>,
}

/// A route with the proxy that answers for it.
#[derive(Debug, Clone, Copy)]
struct ProxiedRoute<'a> {
    /// In `routes`.
    index: usize,
    route: &'a Route,
    proxy: &'a ResolvedService,
}

impl Resolved {
    /// Who reaches whom in an environment; `None` if it is not declared.
    pub fn reach(&self, environment: &EnvironmentName) -> Option<Reach<'_>> {
        let (environment, deployment) = self.stack.environments.get_key_value(environment)?;
        Some(Reach::of(self, environment, deployment))
    }

    /// Whether the machine that deploys an environment becomes a member of the VPN for it: GitHub's runners are none, so they do
    /// where ssh answers there alone.
    pub fn is_runner_in_vpn(&self, environment: &EnvironmentName) -> bool {
        let access = &self.stack.access;
        self.stack.delivery.confirmed.contains(environment)
            && access.is_ssh_behind_vpn()
            && access.vpn.is_some()
    }
}

impl<'a> Reach<'a> {
    fn of(stack: &'a Resolved, environment: &'a EnvironmentName, deployment: &'a Deployment) -> Self {
        let mut members: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut servers = BTreeMap::new();
        for service in stack.running(deployment) {
            for network in &service.networks {
                members.entry(network).or_default().push(service);
            }
            servers.insert(&service.name, service.edges.iter().map(|edge| &edge.to).collect());
        }
        let mut routes: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut proxies = BTreeMap::new();
        for (index, route) in stack.stack.routes.iter().enumerate() {
            let Some(proxy) = stack.proxy_of(route).filter(|proxy| proxy.runs_in(deployment)) else {
                continue;
            };
            *proxies.entry(&proxy.name).or_insert(false) |= published::must_answer_everywhere(proxy, route);
            if let Some(to) = &route.to {
                routes.entry(to).or_default().push(ProxiedRoute { index, route, proxy });
            }
        }
        Self { stack, environment, deployment, members, routes, servers, proxies }
    }

    /// The environment.
    pub const fn environment(&self) -> &'a EnvironmentName {
        self.environment
    }

    /// Every node: the zones that there are, the machines, the containers that run, in this order. Machines that are named only,
    /// such as the VPN's hub, ask like all others; what they answer is not known here.
    pub fn nodes(&self) -> Vec<Node> {
        let stack = &self.stack.stack;
        let on_lan =
            self.deployment.hosts.keys().any(|host| self.stack.is_on(host, self.environment, Zone::Lan));
        let delivery = &stack.delivery;
        let deployed = delivery.confirmed.contains(self.environment) || self.stack.is_trial(self.environment);
        let zones = [
            (Zone::Internet, true),
            (Zone::Lan, on_lan),
            (Zone::Vpn, stack.access.vpn.is_some()),
            (Zone::Runner, deployed),
        ];
        let zones = zones.into_iter().filter(|(_, there)| *there).map(|(zone, _)| Node::Zone(zone));
        let external =
            stack.hosts.iter().filter(|(_, host)| host.role == HostRole::External).map(|(name, _)| name);
        let hosts = self.deployment.hosts.keys().chain(external).cloned().map(Node::Host);
        let services = self.services().map(|service| Node::Service(service.name.clone()));
        zones.chain(hosts).chain(services).collect()
    }

    /// The containers that run.
    pub fn services(&self) -> impl Iterator<Item = &'a ResolvedService> {
        self.stack.running(self.deployment)
    }

    /// Whether an edge of a service asks for another.
    fn asks(&self, client: &ServiceName, server: &ServiceName) -> bool {
        self.servers.get(client).is_some_and(|servers| servers.contains(server))
    }

    fn service(&self, node: &Node) -> Option<&'a ResolvedService> {
        let service = self.stack.services.get(node.service()?)?;
        service.runs_in(self.deployment).then_some(service)
    }

    /// Every open way from one node to another; none from a node to itself.
    pub fn ways(&self, from: &Node, to: &Node) -> Vec<Way> {
        if from == to {
            return Vec::new();
        }
        let mut ways: BTreeSet<Way> = self.direct_ways(from, to).into_iter().collect();
        if let Some(service) = self.service(to) {
            ways.extend(self.routed_ways(from, service));
        }
        if let (Some(service), Node::Host(host)) = (self.service(from), to)
            && service.host.as_ref() == Some(host)
            && service.host_mounts.iter().any(crate::catalogue::HostMount::is_docker_socket)
        {
            ways.insert(Way::new(None, By::Socket(service.name.clone())));
        }
        ways.into_iter().collect()
    }

    /// Whether a TCP connection to a port is accepted: what a program sees that tries.
    pub fn connects(&self, from: &Node, to: &Node, port: Port) -> bool {
        self.direct_ways(from, to).iter().any(|way| way.port.is_none_or(|open| open == port))
    }

    /// The ways that open a connection to the node itself.
    fn direct_ways(&self, from: &Node, to: &Node) -> Vec<Way> {
        match (from, to) {
            (Node::Host(host), Node::Zone(Zone::Internet)) if self.deployment.hosts.contains_key(host) => {
                vec![Way::new(None, By::Machine(host.clone()))]
            }
            (_, Node::Zone(Zone::Internet)) => {
                let network = self.service(from).and_then(|service| self.uplink(service));
                network.map(|by| Way::new(None, by)).into_iter().collect()
            }
            (_, Node::Service(_)) => self.service(to).map(|to| self.ways_to(from, to)).unwrap_or_default(),
            (_, Node::Host(host)) => self.ways_to_host(from, host),
            (_, Node::Zone(Zone::Lan | Zone::Vpn | Zone::Runner)) => Vec::new(),
        }
    }

    fn ways_to(&self, from: &Node, to: &ResolvedService) -> Vec<Way> {
        let here = |host: &HostName| to.host.as_ref() == Some(host);
        match from {
            Node::Service(_) => match self.service(from) {
                Some(client) if client.host == to.host => {
                    let shared = to.networks.iter().filter(|network| client.networks.contains(network));
                    let asked = if self.asks(&client.name, &to.name) { Asked::Edge } else { Asked::NoEdge };
                    each_port(to, shared.map(|network| By::Network(network.clone(), asked)))
                }
                _ => self.published_ways(&self.zones(from), to),
            },
            Node::Host(host) if here(host) => {
                let legs = each_port(to, to.networks.iter().map(|network| By::Bridge(network.clone())));
                let published = self.publishes(to).map(|(index, port)| {
                    Way::new(Some(port.target()), By::Published(to.name.clone(), index, port.published()))
                });
                legs.into_iter().chain(published).collect()
            }
            _ => self.published_ways(&self.zones(from), to),
        }
    }

    /// The published ports of a container that reaches the outside at all: Docker publishes none of one in internal networks.
    fn publishes<'s>(
        &self,
        service: &'s ResolvedService,
    ) -> impl Iterator<Item = (usize, &'s crate::PortMapping)> {
        let published = !self.stack.joins_only_internal(service);
        let tcp = |port: &&crate::PortMapping| port.protocol() == crate::Protocol::Tcp;
        service.ports.iter().enumerate().filter(move |(_, port)| published && tcp(port))
    }

    fn published_ways(&self, zones: &[Zone], to: &ResolvedService) -> Vec<Way> {
        let open = self
            .publishes(to)
            .filter(|(_, port)| zones.iter().any(|zone| self.is_published_to(to, port, *zone)));
        open.map(|(index, port)| {
            Way::new(Some(port.target()), By::Published(to.name.clone(), index, port.published()))
        })
        .collect()
    }

    fn ways_to_host(&self, from: &Node, host: &HostName) -> Vec<Way> {
        if *from == Node::Host(host.clone()) || !self.deployment.hosts.contains_key(host) {
            return Vec::new();
        }
        let neighbour = self.service(from).is_some_and(|service| service.host.as_ref() == Some(host));
        let askers = if neighbour {
            vec![from.clone()]
        } else {
            self.zones(from).into_iter().map(Node::Zone).collect()
        };
        let mut ways: Vec<Way> = askers.iter().flat_map(|zone| self.machine_ways(zone, host)).collect();
        ways.sort();
        ways.dedup();
        ways
    }

    /// As whom a node asks somewhere else. A container behind an uplink asks with the addresses of its machine.
    fn zones(&self, from: &Node) -> Vec<Zone> {
        let of_host = |host: &HostName| {
            let planes = [Zone::Lan, Zone::Vpn];
            let planes = planes.into_iter().filter(|zone| self.stack.is_on(host, self.environment, *zone));
            std::iter::once(Zone::Internet).chain(planes).collect()
        };
        match from {
            Node::Zone(Zone::Runner) if self.stack.is_runner_in_vpn(self.environment) => {
                vec![Zone::Internet, Zone::Vpn]
            }
            Node::Zone(Zone::Runner) => vec![Zone::Internet],
            Node::Zone(zone) => vec![*zone],
            Node::Host(host) => of_host(host),
            Node::Service(_) => {
                let outside = self.service(from).filter(|service| self.uplink(service).is_some());
                outside.and_then(|service| service.host.as_ref()).map(of_host).unwrap_or_default()
            }
        }
    }

    /// The first network of a container that is not internal.
    fn uplink(&self, service: &ResolvedService) -> Option<By> {
        let networks = &self.stack.stack.networks;
        let open = |name: &&NetworkName| networks.get(*name).is_some_and(|network| !network.internal);
        service.networks.iter().find(open).map(|name| By::Uplink(name.clone()))
    }

    /// The routes by which a request gets to a container: the proxy is reached, and its gate lets in.
    fn routed_ways(&self, from: &Node, to: &ResolvedService) -> Vec<Way> {
        let way = |ProxiedRoute { index, route, proxy }: &ProxiedRoute<'a>| {
            let node = Node::Service(proxy.name.clone());
            let asks = *from != node && self.connects(from, &node, HTTPS);
            let passes = route.exposure != Exposure::Vpn || self.is_inside(from, proxy);
            (asks && passes).then(|| Way::new(to.listens, By::Route(*index, proxy.name.clone())))
        };
        self.routes.get(&to.name).into_iter().flatten().filter_map(way).collect()
    }

    /// Whether a gate takes a node for a member of the VPN. A container on the proxy's own machine is none: it comes with its
    /// address in Docker's network.
    fn is_inside(&self, from: &Node, proxy: &ResolvedService) -> bool {
        let Some(host) = &proxy.host else { return false };
        let neighbour = self.service(from).is_some_and(|service| service.host == proxy.host);
        !neighbour
            && self.stack.is_on(host, self.environment, Zone::Vpn)
            && self.zones(from).contains(&Zone::Vpn)
    }
}

/// A way for each port that a container opens to others.
fn each_port(to: &ResolvedService, by: impl Iterator<Item = By>) -> Vec<Way> {
    by.flat_map(|by| to.open_ports().into_iter().map(move |port| Way::new(Some(port), by.clone()))).collect()
}
