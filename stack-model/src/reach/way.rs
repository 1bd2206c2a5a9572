//! `Way`: how a connection gets from one node to another, and where that is written.

use crate::{
    KeyPath, Resolved,
    stack::{Auth, Exposure, Route},
    value::{HostName, NetworkName, PathPattern, Port, ServiceName},
};

/// An open way from one node to another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Way {
    /// The TCP port at its end: of the container, or of the machine. None where every port is open.
    pub port: Option<Port>,
    /// What opens it.
    pub by: By,
}

/// What opens a way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// Both containers have joined the network, and whether an edge of the one asks for the other.
    Network(NetworkName, Asked),
    /// The machine has a leg in the container's network.
    Bridge(NetworkName),
    /// A container's port is published: the container, the index in its `ports`, and the port on the machine.
    Published(ServiceName, usize, Port),
    /// A route of a proxy that can be reached itself: its index in `routes`, and the proxy. Requests only, and only those that
    /// the route lets through.
    Route(usize, ServiceName),
    /// It is a machine.
    Machine(HostName),
    /// The container is in a network that is not internal.
    Uplink(NetworkName),
    /// The SSH server listens, and the firewall lets in.
    Ssh,
    /// A rule of the firewall: its index in `access.firewall.allow`.
    Firewall(usize),
    /// The container has the Docker socket mounted, which is as good as root.
    Socket(ServiceName),
}

/// Whether edges ask for what a network opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// No edge does.
    NoEdge,
    /// An edge does.
    Edge,
    /// Of several pairs, edges ask for some.
    SomeEdges,
}

impl Way {
    pub(super) const fn new(port: Option<Port>, by: By) -> Self {
        Self { port, by }
    }

    /// Whether a connection is opened, and not a request handed on by a proxy or by Docker.
    pub const fn is_direct(&self) -> bool {
        !matches!(self.by, By::Route(..) | By::Socket(_))
    }

    /// The word for what opens it, as in JSON.
    pub const fn word(&self) -> &'static str {
        match self.by {
            By::Network(..) => "network",
            By::Bridge(_) => "bridge",
            By::Published(..) => "published",
            By::Route(..) => "route",
            By::Machine(_) | By::Uplink(_) => "uplink",
            By::Ssh => "ssh",
            By::Firewall(_) => "firewall",
            By::Socket(_) => "socket",
        }
    }

    /// Why it is open; a lower-case phrase.
    pub fn why(&self, stack: &Resolved) -> String {
        match &self.by {
            By::Network(network, Asked::Edge) => format!("both have joined `{network}`, as an edge asks for"),
            By::Network(network, Asked::NoEdge) => {
                format!("both have joined `{network}`, and no edge asks for it")
            }
            By::Network(network, Asked::SomeEdges) => {
                format!("both have joined `{network}`, and edges ask for some of it")
            }
            By::Bridge(network) => format!("the machine has a leg in `{network}`"),
            By::Published(_, _, port) => format!("published as port {port}"),
            By::Route(index, proxy) => {
                let route = &stack.stack.routes[*index];
                format!("route `{}` of `{proxy}`, {}", route.at, admission(route))
            }
            By::Machine(_) => "a machine calls whom it likes".into(),
            By::Uplink(network) => format!("`{network}` is not internal"),
            By::Ssh => "the SSH server listens, and the firewall lets in".into(),
            By::Firewall(_) => "a rule of the firewall".into(),
            By::Socket(_) => "the Docker socket is mounted, which is as good as root".into(),
        }
    }

    /// Why it is open to several services at once: as [`Way::why`] says it, without the address of each one's own route.
    pub fn why_of_several(&self, stack: &Resolved) -> String {
        match &self.by {
            By::Route(index, proxy) => {
                format!("a route each of `{proxy}`, {}", admission(&stack.stack.routes[*index]))
            }
            By::Network(..)
            | By::Bridge(_)
            | By::Published(..)
            | By::Machine(_)
            | By::Uplink(_)
            | By::Ssh
            | By::Firewall(_)
            | By::Socket(_) => self.why(stack),
        }
    }

    /// Where that is written.
    pub fn path(&self) -> KeyPath {
        let root = KeyPath::root();
        match &self.by {
            By::Network(name, _) | By::Bridge(name) | By::Uplink(name) => root.key("networks").key(name),
            By::Published(service, index, _) => root.key("services").key(service).key("ports").index(*index),
            By::Route(index, _) => root.key("routes").index(*index),
            By::Machine(host) => root.key("hosts").key(host),
            By::Ssh => root.key("access").key("ssh"),
            By::Firewall(index) => root.key("access").key("firewall").key("allow").index(*index),
            // Its kind brings the mount.
            By::Socket(service) => root.key("services").key(service),
        }
    }
}

/// Whom a route lets in, and for which paths, in words.
fn admission(route: &Route) -> String {
    let only: Vec<&str> = route.only.iter().map(PathPattern::as_str).collect();
    let only = if only.is_empty() { String::new() } else { format!(", for {} only", only.join(" ")) };
    format!("{}{only}", exposure(route.exposure))
}

/// Who may ask, in words.
const fn exposure(exposure: Exposure) -> &'static str {
    match exposure {
        Exposure::Vpn => "for the VPN",
        Exposure::Public(Auth::None) => "public",
        Exposure::Public(Auth::ApiKey) => "public with a key",
        Exposure::Public(Auth::WebhookSignature) => "public with a signature",
        Exposure::Public(Auth::Login) => "public with a login",
    }
}
