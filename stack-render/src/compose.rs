//! The compose file of one machine, as typed values.

mod backup;
mod env_example;
mod prepare;
mod service;

pub(crate) use backup::{backup, plans_on, way};
pub(crate) use env_example::{env_example, is_read_on};
pub(crate) use prepare::prepare;
pub(crate) use service::data_folder;

use crate::{
    config::Config,
    variables::{PROJECT_NAME, network_subnet, prefixed},
    yaml::{Yaml, map},
};
use indexmap::IndexMap;
use stack_model::{CheckedService, CheckedStack, HostName, NetworkName, ServiceName};

/// The compose file of the services on `host`.
pub(crate) fn file(stack: &CheckedStack, host: &HostName, configs: &IndexMap<ServiceName, Config>) -> Yaml {
    let services: Vec<&CheckedService> = stack.services_on(host).collect();
    let used = |name: &NetworkName| services.iter().any(|service| service.networks.contains(name));
    let networks = stack.networks().filter(|(name, _)| used(name)).map(|(name, network)| {
        let subnet = map! { "subnet": &network_subnet(name) };
        let mut entries = vec![("name", Yaml::from(prefixed(name.as_str()))), ("driver", "bridge".into())];
        if network.internal {
            entries.push(("internal", true.into()));
        }
        entries.push(("ipam", map! { "config": Yaml::List(vec![subnet]) }));
        (name.to_string(), Yaml::map(entries))
    });
    let services = services
        .iter()
        .map(|service| (service.name.to_string(), service::service(stack, service, &configs[&service.name])));
    Yaml::map([
        ("name", Yaml::from(&PROJECT_NAME)),
        ("networks", Yaml::map(networks)),
        ("services", Yaml::map(services)),
    ])
}
