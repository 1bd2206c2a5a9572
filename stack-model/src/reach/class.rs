//! Classes of nodes that reach, and are reached, alike: with them a question about all pairs is one about few.

use super::{Asked, By, Node, Reach, Way};
use crate::{
    Resolved,
    catalogue::HostMount,
    resolve::ResolvedService,
    stack::{Exposure, Route},
    value::{HostName, NetworkName, PathPattern, Port, ServiceName},
};
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// What decides whom a node reaches and who reaches it, but for the edges that ask for it. Nodes of one profile do so alike.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Profile<'a>(Alike<'a>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Alike<'a> {
    /// A node that is alike to itself alone: a zone, a machine, a proxy, a container that publishes ports.
    Single(Node),
    /// A container that is reached by networks and routes only.
    Container {
        host: Option<&'a HostName>,
        networks: &'a [NetworkName],
        ports: Vec<Port>,
        listens: Option<Port>,
        docker_socket: bool,
        /// Of each route to it: the proxy, who may ask, and the paths.
        routes: Vec<(&'a ServiceName, Exposure, &'a [PathPattern])>,
    },
}

/// A way that each of some nodes has to each of others, but for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SharedWay {
    /// Who has it; at least one.
    pub from: Vec<Node>,
    /// To whom; at least one.
    pub to: Vec<Node>,
    /// The way, as it is from one of them to one of the others.
    pub way: Way,
}

impl SharedWay {
    /// Why it is open; a lower-case phrase.
    pub fn why(&self, stack: &Resolved) -> String {
        if self.to.len() > 1 { self.way.why_of_several(stack) } else { self.way.why(stack) }
    }
}

impl<'a> Reach<'a> {
    /// What decides whom a node reaches and who reaches it.
    pub fn profile(&self, node: &Node) -> Profile<'a> {
        let single = || Profile(Alike::Single(node.clone()));
        self.service(node).map_or_else(single, |service| self.profile_of(service))
    }

    fn profile_of(&self, service: &'a ResolvedService) -> Profile<'a> {
        if !service.ports.is_empty() || self.proxies.contains_key(&service.name) {
            return Profile(Alike::Single(Node::Service(service.name.clone())));
        }
        let routes = self.routes.get(&service.name).into_iter().flatten();
        let mut routes: Vec<_> = routes
            .map(|one| {
                let Route { exposure, only, .. } = one.route;
                (&one.proxy.name, *exposure, only.as_slice())
            })
            .collect();
        routes.sort();
        Profile(Alike::Container {
            host: service.host.as_ref(),
            networks: &service.networks,
            ports: service.open_ports(),
            listens: service.listens,
            docker_socket: service.host_mounts.iter().any(HostMount::is_docker_socket),
            routes,
        })
    }

    /// Nodes by their profiles, in the order of the first of each class.
    pub fn classes(&self, nodes: impl IntoIterator<Item = Node>) -> Vec<Vec<Node>> {
        let mut classes: IndexMap<Profile<'a>, Vec<Node>> = IndexMap::new();
        for node in nodes {
            classes.entry(self.profile(&node)).or_default().push(node);
        }
        classes.into_values().collect()
    }

    /// Every open way from the nodes of one class to those of another, or of the same.
    pub fn shared_ways(&self, from: &[Node], to: &[Node]) -> Vec<SharedWay> {
        let Some((one, other)) = differing(from, to) else { return Vec::new() };
        let mut shared = Vec::new();
        for way in self.ways(one, other) {
            match &way.by {
                By::Network(network, _) => shared.extend(self.asked(from, to, &way, network)),
                By::Bridge(_)
                | By::Published(..)
                | By::Route(..)
                | By::Machine(_)
                | By::Uplink(_)
                | By::Ssh
                | By::Firewall(_)
                | By::Socket(_) => {
                    shared.push(SharedWay { from: from.to_vec(), to: to.to_vec(), way });
                }
            }
        }
        shared
    }

    /// A way of a network by whether edges ask for it. The pairs that they ask for are named; the others are, where all of `to` have
    /// the same clients.
    fn asked(&self, from: &[Node], to: &[Node], way: &Way, network: &NetworkName) -> Vec<SharedWay> {
        let mut clients: BTreeMap<&ServiceName, BTreeSet<&Node>> =
            to.iter().filter_map(Node::service).map(|server| (server, BTreeSet::new())).collect();
        for client in from {
            let servers = client.service().and_then(|name| self.servers.get(name));
            for server in servers.into_iter().flatten() {
                if let Some(clients) = clients.get_mut(server) {
                    clients.insert(client);
                }
            }
        }
        let mut by_clients: IndexMap<BTreeSet<&Node>, Vec<Node>> = IndexMap::new();
        for server in to {
            let own = server.service().and_then(|name| clients.get(name)).cloned().unwrap_or_default();
            by_clients.entry(own).or_default().push(server.clone());
        }
        let shared = |from: Vec<Node>, to: Vec<Node>, asked| SharedWay {
            from,
            to,
            way: Way::new(way.port, By::Network(network.clone(), asked)),
        };
        let mut ways = Vec::new();
        let alike = by_clients.len() == 1;
        for (clients, servers) in by_clients {
            let others = || from.iter().filter(|node| !clients.contains(node)).cloned().collect::<Vec<_>>();
            if alike && clients.len() < from.len() && differing(&others(), &servers).is_some() {
                ways.push(shared(others(), servers.clone(), Asked::NoEdge));
            }
            if !clients.is_empty() {
                let clients = from.iter().filter(|node| clients.contains(node)).cloned();
                ways.push(shared(clients.collect(), servers, Asked::Edge));
            }
        }
        if !alike {
            ways.insert(0, shared(from.to_vec(), to.to_vec(), Asked::SomeEdges));
        }
        ways
    }
}

/// A node of the one and another node of the other; `None` if both are the same single node.
pub(super) fn differing<'n>(from: &'n [Node], to: &'n [Node]) -> Option<(&'n Node, &'n Node)> {
    let first = from.first()?;
    match to.iter().find(|node| *node != first) {
        Some(other) => Some((first, other)),
        None => from.iter().find(|node| Some(*node) != to.first()).zip(to.first()),
    }
}
