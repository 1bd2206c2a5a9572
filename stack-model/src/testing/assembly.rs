//! The whole: services with edges between them, routes with a proxy in front, and what follows from both.

use super::{
    application::Applications,
    container::Container,
    ground::{Ground, kind_of},
    route::{Opening, targets},
    valid,
};
use crate::{
    Resolved, Stack,
    catalogue::{Interface, Kind},
    stack::{Condition, DetailedUse, Keeps, Monitoring, Secret, SecretCharset, Service, UptimeKuma, Use},
    value::{RedisIndex, SecretName, ServiceName},
};
use indexmap::IndexMap;
use serde_json::json;

type Services = IndexMap<ServiceName, Service>;

/// Puts a stack together.
pub(super) fn stack(
    ground: &Ground,
    applications: &Applications,
    containers: &[Container],
    openings: &[Opening],
) -> Stack {
    let mut services = applications.services(ground);
    for (index, container) in containers.iter().enumerate() {
        add(container, index, applications, ground, &mut services);
    }
    if services.is_empty() {
        let ports = ["80:80", "443:443"].map(valid).into();
        let proxy = Service { networks: vec![valid("frontend")], ports, ..Service::default() };
        let limits = crate::stack::Limits {
            memory: Some(crate::stack::PerEnv::All(valid("64M"))),
            cpus: Some(crate::stack::PerEnv::All(valid("0.1"))),
        };
        services.insert(valid("caddy"), Service { host: ground.written_host(0), limits, ..proxy });
    }
    let proxies: Vec<ServiceName> = services
        .iter()
        .filter(|(name, service)| kind_of(name, service).speaks(Interface::HttpProxy))
        .map(|(name, _)| name.clone())
        .collect();
    let open = targets(&services, ground);
    let openings = if proxies.is_empty() { &[] } else { openings };
    let routes: Vec<_> =
        openings.iter().enumerate().map(|(index, opening)| opening.route(index, &open, ground)).collect();
    let limited = routes.iter().any(|route| route.rate_limit.is_some());
    for proxy in &proxies {
        for to in routes.iter().filter_map(|route| route.to.as_ref()) {
            if ground.host_of(&services[proxy]) == ground.host_of(&services[to]) {
                connect(&mut services, proxy, to);
            }
        }
        if limited {
            services[proxy].config = Some(
                json!({ "modules": ["rate-limit"], "sites": { "r0": { "lines": "header -Server\nencode zstd\n" } } }),
            );
        }
    }
    let stack = Stack {
        format: Ground::format(),
        project: ground.project(),
        hosts: ground.hosts(&services),
        environments: ground.deployments(&services),
        networks: ground.networks(&services),
        routes,
        access: ground.access(),
        policies: Vec::new(),
        monitoring: ground.monitoring(),
        backups: None,
        delivery: ground.delivery(&services),
        secrets: secrets(applications, containers),
        accept: applications.accepted(),
        services,
    };
    let mut stack = watched(stack, ground);
    stack.policies = super::policy::policies(&Resolved::of(stack.clone()));
    stack
}

/// Adds backups where the ground has a hub for them, and takes monitoring away where it would wait for reports of dumps that are not
/// made.
fn watched(mut stack: Stack, ground: &Ground) -> Stack {
    if ground.has_backups() {
        stack.backups = super::backups::backups(&Resolved::of(stack.clone()), ground);
    }
    let mut resolved = Resolved::of(stack);
    let silent = |kuma: &UptimeKuma| {
        kuma.watched(&resolved).into_iter().any(|environment| resolved.heartbeats(environment).is_empty())
    };
    if resolved.stack.monitoring.uptime_kuma.as_ref().is_some_and(silent) {
        resolved.stack.monitoring = Monitoring::default();
    }
    resolved.stack
}

/// Adds a container as a client of some of the services before it, so that no circle can arise.
fn add(
    container: &Container,
    index: usize,
    applications: &Applications,
    ground: &Ground,
    services: &mut Services,
) {
    let name = container.name(index);
    let service = container.service(index, ground);
    let earlier = services
        .iter()
        .filter(|(_, other)| other.kind == Some(Kind::CONTAINER))
        .map(|(name, _)| name.clone());
    let candidates: Vec<ServiceName> = applications.servers().into_iter().chain(earlier).collect();
    let host = ground.host_of(&service).clone();
    let profiles = service.profiles.clone();
    services.insert(name.clone(), service);
    for (bit, server) in candidates.iter().enumerate() {
        let there = &services[server];
        let runs_too = there.profiles.is_empty() || there.profiles == profiles;
        if container.servers >> (bit % 8) & 1 == 0 || *ground.host_of(there) != host || !runs_too {
            continue;
        }
        let own = there.kind == Some(Kind::CONTAINER);
        let database = kind_of(server, there).speaks(Interface::Postgresql);
        let cache = kind_of(server, there).speaks(Interface::Redis);
        let edge = match (bit + index) % 3 {
            // Some are parts of one program in the first database, some have another database to themselves.
            _ if cache => Use::Detailed(DetailedUse {
                keeps: Some(Keeps::Cache),
                index: (index % 2 == 1).then(RedisIndex::last),
                shared: index.is_multiple_of(2),
                ..DetailedUse::of(server.clone())
            }),
            0 => Use::Service(server.clone()),
            1 => Use::Detailed(DetailedUse {
                wait: Some(Condition::Started),
                ..DetailedUse::of(server.clone())
            }),
            _ => Use::Detailed(DetailedUse {
                wait: Some(if own { Condition::Completed } else { Condition::Healthy }),
                connections: database.then_some(std::num::NonZeroU16::MIN),
                ..DetailedUse::of(server.clone())
            }),
        };
        services[&name].uses.push(edge);
        connect(services, &name, server);
    }
}

/// Lets a client join a network of its server, if they have none in common.
fn connect(services: &mut Services, client: &ServiceName, server: &ServiceName) {
    let networks = services[server].networks.clone();
    let joined = &mut services[client].networks;
    if let Some(first) = networks.first().filter(|_| !networks.iter().any(|network| joined.contains(network)))
    {
        joined.push(first.clone());
    }
}

fn secrets(applications: &Applications, containers: &[Container]) -> IndexMap<SecretName, Secret> {
    let named = applications
        .secrets()
        .into_iter()
        .map(|(name, charset)| (valid(name), Secret { charset, description: None }));
    let read = containers.iter().enumerate().flat_map(|(index, container)| container.secrets(index));
    let read = read.map(|name| {
        (
            name,
            Secret {
                charset: SecretCharset::Hex,
                description: Some(valid("a key, \"quoted\" and {{ so }}")),
            },
        )
    });
    named.chain(read).collect()
}
