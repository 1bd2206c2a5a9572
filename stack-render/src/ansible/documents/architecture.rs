//! What `ARCHITECTURE.md` says: services, networks, ports, routes, budget and the order of a start.

use super::{by_environment, code, codes};
use crate::engine::verbatim;
use minijinja::{Value, context};
use stack_model::{
    CheckedService, CheckedStack, NetworkName,
    resolve::Edge,
    stack::{Auth, Condition, Exposure, Route},
};

pub(super) fn view(stack: &CheckedStack) -> Value {
    let resolved = stack.resolved();
    let names: Vec<&NetworkName> = stack.networks().map(|(name, _)| name).collect();
    context! {
        machines => machines(stack),
        services => stack.services().map(|service| service_view(stack, service)).collect::<Value>(),
        networks => networks(stack),
        network_names => names.iter().map(code).collect::<Value>(),
        matrix => stack.services().map(|service| context! {
            name => code(&service.name),
            joins => names.iter().map(|name| service.networks.contains(name)).collect::<Value>(),
        }).collect::<Value>(),
        ports => stack.services().flat_map(|service| service.ports.iter().map(move |port| context! {
            host => code(service.host()), service => code(&service.name), port => code(port),
        })).collect::<Value>(),
        routes => stack.routes().iter().map(route).collect::<Value>(),
        uses => stack.services().flat_map(uses).collect::<Value>(),
        budget => budget(stack),
        layers => resolved.start_layers().iter().enumerate().map(|(index, layer)| context! {
            number => verbatim((index + 1).to_string()),
            services => codes(layer.iter().map(|service| &service.name)),
        }).collect::<Value>(),
        nodes => stack.services().map(|service| node(service.name.as_str())).collect::<Value>(),
        links => stack.services().flat_map(|service| service.networks.iter().map(move |network| context! {
            from => id("s", service.name.as_str()), to => id("n", network.as_str()),
        })).collect::<Value>(),
        waits => stack.services().flat_map(waits).collect::<Value>(),
    }
}

/// The name of a node in a diagram: mermaid has words of its own, such as `end`, so each gets a letter in front.
fn id(letter: &str, name: &str) -> Value {
    verbatim(format!("{letter}_{}", name.replace(['-', '.'], "_")))
}

fn node(name: &str) -> Value {
    context! { id => id("s", name), label => verbatim(name) }
}

fn machines(stack: &CheckedStack) -> Value {
    let machines = stack.sites().map(|site| {
        let addresses = &site.machine.addresses;
        let on = stack_model::stack::Addresses::PLANES
            .into_iter()
            .filter_map(|plane| Some(format!("{plane} {}", addresses.on(plane)?.get(site.environment)?)));
        context! {
            environment => verbatim(site.environment.as_str()),
            host => code(site.host),
            addresses => codes(on),
            memory => code(site.size.memory),
            cpus => code(site.size.cpus),
            reserve => code(site.size.reserve),
        }
    });
    machines.collect()
}

fn service_view(stack: &CheckedStack, service: &CheckedService) -> Value {
    context! {
        name => code(&service.name),
        title => service.application.title,
        host => code(service.host()),
        networks => codes(&service.networks),
        image => by_environment(stack, |environment| service.image(environment).to_string()),
        memory => by_environment(stack, |environment| service.memory(environment).to_string()),
        cpus => by_environment(stack, |environment| service.cpus(environment).to_string()),
        profiles => codes(&service.profiles),
    }
}

fn networks(stack: &CheckedStack) -> Value {
    let networks = stack.networks().map(|(name, network)| {
        let members = stack.services().filter(|service| service.networks.contains(name));
        context! {
            id => id("n", name.as_str()),
            label => verbatim(name.as_str()),
            name => code(name),
            subnet => code(network.subnet),
            plain_subnet => verbatim(network.subnet.to_string()),
            way_out => verbatim(if network.internal { "none" } else { "the Internet" }),
            members => codes(members.map(|service| &service.name)),
        }
    });
    networks.collect()
}

fn route(route: &Route) -> Value {
    let who = match route.exposure {
        Exposure::Vpn => "members of the VPN; everybody else is answered 403",
        Exposure::Public(Auth::ApiKey) => "everybody; the service asks for a key",
        Exposure::Public(Auth::WebhookSignature) => "everybody; each webhook checks its sender",
        Exposure::Public(Auth::Login) => "everybody; the service asks for a login",
        Exposure::Public(Auth::None) => "everybody",
    };
    context! {
        at => code(&route.at),
        to => route.to.as_ref().map_or_else(|| verbatim("the proxy itself"), code),
        who => verbatim(who),
        only => if route.only.is_empty() { verbatim("all") } else { codes(&route.only) },
        limit => codes(route.rate_limit),
    }
}

fn uses(service: &CheckedService) -> impl Iterator<Item = Value> {
    service.edges.iter().filter(|edge| !edge.is_route).map(|edge| {
        context! { client => code(&service.name), server => code(&edge.to), how => verbatim(how(edge)) }
    })
}

fn how(edge: &Edge) -> String {
    let connections = edge.connections.map(|count| format!("up to {count} connections"));
    let keys = edge.keys.map(|keys| {
        let what = keys.keeps.map_or_else(|| "keys".to_owned(), |keeps| keeps.to_string());
        format!("{what} in the database {}", keys.index)
    });
    let said: Vec<String> = connections.into_iter().chain(keys).collect();
    if said.is_empty() { "-".to_owned() } else { said.join(", ") }
}

fn waits(service: &CheckedService) -> impl Iterator<Item = Value> {
    service.start_after.iter().map(|(server, condition)| {
        let condition = match condition {
            Condition::Started => "started",
            Condition::Healthy => "healthy",
            Condition::Completed => "completed",
        };
        context! {
            from => id("s", server.as_str()), to => id("s", service.name.as_str()), condition => verbatim(condition),
        }
    })
}

fn budget(stack: &CheckedStack) -> Value {
    let budget = stack.budget();
    let sites = budget.environments.iter().flat_map(|(environment, hosts)| {
        hosts.iter().map(move |(host, sums)| {
            let services = sums.services.iter().map(|(name, service)| {
                context! {
                    name => code(name), limit => code(service.limit),
                    reservation => code(service.reservation), cpus => code(service.cpus),
                }
            });
            context! {
                environment => verbatim(environment.as_str()),
                host => verbatim(host.as_str()),
                services => services.collect::<Value>(),
                limit => code(sums.limit()),
                reservation => code(sums.reservation()),
                cpu_limit => code(sums.cpu_limit()),
                memory => code(sums.memory),
                reserve => code(sums.reserve),
                cpus => code(sums.cpus),
                free => code(format!("{}M", sums.headroom_mib())),
            }
        })
    });
    sites.collect()
}
