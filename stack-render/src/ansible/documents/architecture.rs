//! What `ARCHITECTURE.md` says: services, networks, ports, routes, budget and the order of a start.

mod budget;

use super::{by_environment, code, codes, title};
use crate::engine::{Name, Raw, Template, raw};
use budget::Budget;
use serde::Serialize;
use stack_model::{
    CheckedService, CheckedStack, NetworkName,
    resolve::{Edge, ResolvedService},
    stack::{Addresses, Auth, Condition, Exposure, Route},
};

/// `ARCHITECTURE.md`.
#[derive(Serialize)]
pub(super) struct Architecture {
    title: String,
    environments: Vec<Environment>,
    machines: Vec<Machine>,
    services: Vec<Service>,
    networks: Vec<Network>,
    /// The columns of the matrix.
    network_names: Vec<Raw>,
    matrix: Vec<Membership>,
    ports: Vec<PublishedPort>,
    routes: Vec<RouteRow>,
    uses: Vec<Use>,
    budget: Vec<Budget>,
    layers: Vec<Layer>,
    /// The services of the diagram of networks.
    nodes: Vec<Node>,
    /// Its lines, from services to networks.
    links: Vec<Link>,
    /// The lines of the diagram of the start.
    waits: Vec<Wait>,
}

impl Template for Architecture {
    const PATH: &'static str = "ansible/docs/ARCHITECTURE.md.j2";
}

#[derive(Serialize)]
struct Environment {
    name: Raw,
    domain: Raw,
    /// The profiles that it is without.
    without: Raw,
}

#[derive(Serialize)]
struct Machine {
    environment: Raw,
    host: Raw,
    addresses: Raw,
    memory: Raw,
    cpus: Raw,
    reserve: Raw,
}

#[derive(Serialize)]
struct Service {
    name: Raw,
    title: &'static str,
    host: Raw,
    networks: Raw,
    image: Raw,
    memory: Raw,
    cpus: Raw,
    profiles: Raw,
}

#[derive(Serialize)]
struct Network {
    /// Its node in the diagram.
    id: Raw,
    label: Raw,
    name: Raw,
    subnet: Raw,
    plain_subnet: Raw,
    way_out: Raw,
    members: Raw,
}

/// A row of the matrix: which networks a service joins, in the order of the columns.
#[derive(Serialize)]
struct Membership {
    name: Raw,
    joins: Vec<bool>,
}

#[derive(Serialize)]
struct PublishedPort {
    host: Raw,
    service: Raw,
    port: Raw,
}

#[derive(Serialize)]
struct RouteRow {
    at: Raw,
    to: Raw,
    /// Who may ask.
    who: Raw,
    /// The paths that it answers.
    only: Raw,
    limit: Raw,
}

#[derive(Serialize)]
struct Use {
    client: Raw,
    server: Raw,
    how: Raw,
}

/// Services that start together.
#[derive(Serialize)]
struct Layer {
    number: usize,
    services: Raw,
}

#[derive(Serialize)]
struct Node {
    id: Raw,
    label: Raw,
}

#[derive(Serialize)]
struct Link {
    from: Raw,
    to: Raw,
}

#[derive(Serialize)]
struct Wait {
    from: Raw,
    to: Raw,
    condition: &'static str,
}

pub(super) fn page(stack: &CheckedStack) -> Architecture {
    let services = || stack.services();
    let names: Vec<&NetworkName> = stack.networks().map(|(name, _)| name).collect();
    let membership = |service: &CheckedService| Membership {
        name: code(&service.name),
        joins: names.iter().map(|name| service.networks.contains(*name)).collect(),
    };
    Architecture {
        title: title(stack),
        environments: environments(stack),
        machines: machines(stack),
        services: services().map(|service| row(stack, service)).collect(),
        networks: networks(stack),
        network_names: names.iter().map(code).collect(),
        matrix: services().map(membership).collect(),
        ports: services().flat_map(ports).collect(),
        routes: stack.routes().iter().map(route).collect(),
        uses: services().flat_map(uses).collect(),
        budget: budget::rows(stack),
        layers: layers(stack),
        nodes: services().map(node).collect(),
        links: services().flat_map(links).collect(),
        waits: services().flat_map(waits).collect(),
    }
}

/// The node of a service in a diagram: mermaid has words of its own, such as `end`, so each gets a letter in front. No name
/// has a dot.
fn service_id(name: &impl Name) -> Raw {
    raw!["s_", Raw::identifier(name)]
}

fn network_id(name: &NetworkName) -> Raw {
    raw!["n_", Raw::identifier(name)]
}

fn node(service: &CheckedService) -> Node {
    Node { id: service_id(&service.name), label: Raw::of(&service.name) }
}

fn links(service: &CheckedService) -> impl Iterator<Item = Link> {
    let link = |network| Link { from: service_id(&service.name), to: network_id(network) };
    service.networks.iter().map(link)
}

fn ports(service: &CheckedService) -> impl Iterator<Item = PublishedPort> {
    service.ports.iter().map(|port| PublishedPort {
        host: code(service.host()),
        service: code(&service.name),
        port: code(port),
    })
}

fn layers(stack: &CheckedStack) -> Vec<Layer> {
    let layers = stack.resolved().start_layers();
    let layer = |(number, layer): (usize, &Vec<&ResolvedService>)| Layer {
        number,
        services: codes(layer.iter().map(|service| &service.name)),
    };
    (1..).zip(&layers).map(layer).collect()
}

fn environments(stack: &CheckedStack) -> Vec<Environment> {
    let environments = stack.resolved().deployments().map(|(name, deployment)| Environment {
        name: Raw::of(name),
        domain: code(&deployment.domain),
        without: codes(&deployment.without),
    });
    environments.collect()
}

fn machines(stack: &CheckedStack) -> Vec<Machine> {
    let machines = stack.sites().map(|site| {
        let addresses = &site.machine.addresses;
        let address = |plane| Some(raw![plane, " ", addresses.on(plane)?.get(site.environment)?]);
        Machine {
            environment: Raw::of(site.environment),
            host: code(site.host),
            addresses: codes(Addresses::PLANES.into_iter().filter_map(address)),
            memory: code(site.size.memory),
            cpus: code(site.size.cpus),
            reserve: code(site.size.reserve),
        }
    });
    machines.collect()
}

fn row(stack: &CheckedStack, service: &CheckedService) -> Service {
    Service {
        name: code(&service.name),
        title: service.application.title,
        host: code(service.host()),
        networks: codes(&service.networks),
        image: by_environment(stack, |environment| service.image(environment)),
        memory: by_environment(stack, |environment| service.memory(environment)),
        cpus: by_environment(stack, |environment| service.cpus(environment)),
        profiles: codes(&service.profiles),
    }
}

fn networks(stack: &CheckedStack) -> Vec<Network> {
    let networks = stack.networks().map(|(name, network)| {
        let members = stack.services().filter(|service| service.networks.contains(name));
        Network {
            id: network_id(name),
            label: Raw::of(name),
            name: code(name),
            subnet: code(network.subnet),
            plain_subnet: Raw::of(network.subnet),
            way_out: Raw::of(if network.internal { "none" } else { "the Internet" }),
            members: codes(members.map(|service| &service.name)),
        }
    });
    networks.collect()
}

fn route(route: &Route) -> RouteRow {
    let who = match route.exposure {
        Exposure::Vpn => "members of the VPN; everybody else is answered 403",
        Exposure::Public(Auth::ApiKey) => "everybody; the service asks for a key",
        Exposure::Public(Auth::WebhookSignature) => "everybody; each webhook checks its sender",
        Exposure::Public(Auth::Login) => "everybody; the service asks for a login",
        Exposure::Public(Auth::None) => "everybody",
    };
    RouteRow {
        at: code(&route.at),
        to: route.to.as_ref().map_or_else(|| Raw::of("the proxy itself"), code),
        who: Raw::of(who),
        only: if route.only.is_empty() { Raw::of("all") } else { codes(&route.only) },
        limit: codes(route.rate_limit),
    }
}

fn uses(service: &CheckedService) -> impl Iterator<Item = Use> {
    service.edges.iter().filter(|edge| !edge.is_route).map(|edge| Use {
        client: code(&service.name),
        server: code(&edge.to),
        how: how(edge),
    })
}

fn how(edge: &Edge) -> Raw {
    let connections = edge.connections.map(|count| raw!["up to ", count, " connections"]);
    let keys = edge.keys.map(|keys| {
        let what = keys.keeps.map_or_else(|| Raw::of("keys"), Raw::of);
        raw![what, " in the database ", keys.index]
    });
    let said: Vec<Raw> = connections.into_iter().chain(keys).collect();
    if said.is_empty() { Raw::of("-") } else { Raw::join(said, ", ") }
}

fn waits(service: &CheckedService) -> impl Iterator<Item = Wait> {
    service.start_after.iter().map(|(server, condition)| Wait {
        from: service_id(server),
        to: service_id(&service.name),
        condition: match condition {
            Condition::Started => "started",
            Condition::Healthy => "healthy",
            Condition::Completed => "completed",
        },
    })
}
