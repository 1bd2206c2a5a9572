//! The ports that Docker publishes past the machine's firewall and everybody may reach.

use crate::yaml::{Yaml, map};
use stack_model::{CheckedStack, Port, Protocol, Site};
use std::net::IpAddr;

/// The ports of a machine that everybody may reach. All others are for the VPN and for the machine itself.
pub(super) fn open(stack: &CheckedStack, site: &Site<'_>) -> Vec<Yaml> {
    let mut ports: Vec<(Port, Protocol, Option<IpAddr>)> = Vec::new();
    let here = stack.services_on(site.host).filter(|service| service.runs_in(site.deployment));
    for service in here {
        let is_open = |port| stack.resolved().is_open(service, port, site.environment);
        for port in service.ports.iter().filter(|port| is_open(port)) {
            let entry = (
                port.published(),
                port.protocol(),
                port.address().filter(|address| !address.is_unspecified()),
            );
            if !ports.contains(&entry) {
                ports.push(entry);
            }
        }
    }
    let entry = |(port, protocol, address): (Port, Protocol, Option<IpAddr>)| {
        map! {
            "port": u32::from(port.get()),
            "protocol": protocol.to_string(),
            "address": address.map_or_else(|| "any".into(), |address| address.to_string()),
        }
    };
    ports.into_iter().map(entry).collect()
}
