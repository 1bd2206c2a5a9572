//! The ports that Docker publishes past the machine's firewall, and who may reach them.

use crate::yaml::{Yaml, map};
use stack_model::{
    CheckedStack, Port, PortMapping, Protocol, Site,
    catalogue::Kind,
    stack::{
        Exposure, Plane,
        settings::{CaddyModule, Settings},
    },
};
use std::net::IpAddr;

/// The ports of a machine that everybody may reach. All others are for the VPN and for the machine itself.
///
/// Open is what a proxy publishes that answers a public route, or that must prove its names to an authority outside; and
/// what is bound to an address of the machine that lies outside of the VPN, because whoever writes one means it.
pub(super) fn open(stack: &CheckedStack, site: &Site<'_>) -> Vec<Yaml> {
    let mut ports: Vec<(Port, Protocol, Option<IpAddr>)> = Vec::new();
    let here = stack.services_on(site.host).filter(|service| service.runs_in(site.deployment));
    for service in here {
        let proxy = service.kind == Kind::Caddy
            && {
                let dns = matches!(&service.settings, Settings::Caddy(settings) if settings.modules.contains(&CaddyModule::OvhDns));
                let mut answered = stack.routes().iter().filter(|route| {
                    stack.resolved().proxy_of(route).is_some_and(|proxy| proxy.name == service.name)
                });
                answered.any(|route| !dns || route.exposure != Exposure::Vpn)
            };
        for port in service.ports.iter().filter(|port| is_open(stack, site, port, proxy)) {
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

fn is_open(stack: &CheckedStack, site: &Site<'_>, port: &PortMapping, proxy: bool) -> bool {
    let Some(address) = port.address().filter(|address| !address.is_unspecified()) else { return proxy };
    let mesh = stack.host(site.host).addresses.on(Plane::Mesh).and_then(|mesh| mesh.get(site.environment));
    let vpn = stack.access().vpn.as_ref();
    let member = vpn.is_some_and(|vpn| vpn.ranges.iter().any(|range| range.contains(address)));
    !address.is_loopback() && !member && mesh != Some(&address)
}
