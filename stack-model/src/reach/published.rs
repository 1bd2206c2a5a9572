//! Who may reach a port that Docker publishes: the address that it is bound to, and the guard in front of Docker's own rules.

use super::Reach;
use crate::{
    PortMapping, Resolved,
    catalogue::{
        Interface,
        applications::caddy::{CaddyModule, CaddySettings},
    },
    resolve::ResolvedService,
    stack::{Exposure, Plane, Route, Zone},
    value::{EnvironmentName, HostName},
};
use std::net::IpAddr;

impl Resolved {
    /// Whether a published port is open to all who reach the address that it is bound to. The others are for the VPN and for the
    /// machine itself.
    ///
    /// Open is what a proxy publishes that answers a public route, or that must prove its names to an authority outside; and
    /// what is bound to an address of the machine that lies outside of the VPN, because such an address is written on purpose.
    pub fn is_open(
        &self,
        service: &ResolvedService,
        port: &PortMapping,
        environment: &EnvironmentName,
    ) -> bool {
        match bound(port) {
            None => self.has_open_route(service),
            Some(address) => self.is_outside_vpn(service, address, environment),
        }
    }

    /// Whether an address of a service's machine lies outside of the VPN, and is not the machine's own alone.
    fn is_outside_vpn(
        &self,
        service: &ResolvedService,
        address: IpAddr,
        environment: &EnvironmentName,
    ) -> bool {
        let own = service.host.as_ref().and_then(|host| self.address(host, Plane::Mesh, environment));
        !address.is_loopback() && !self.is_vpn(address) && own != Some(address)
    }

    /// Whether the routes of a proxy make it answer requests from everywhere.
    fn has_open_route(&self, service: &ResolvedService) -> bool {
        let mut own = self
            .stack
            .routes
            .iter()
            .filter(|route| self.proxy_of(route).is_some_and(|proxy| proxy.name == service.name));
        service.kind.speaks(Interface::HttpProxy) && own.any(|route| must_answer_everywhere(service, route))
    }

    /// Whether a machine has an address where those of a zone can ask it. One of which no address is known, as of a machine
    /// that is made for a trial, is taken to be on the Internet.
    pub(super) fn is_on(&self, host: &HostName, environment: &EnvironmentName, zone: Zone) -> bool {
        let has = |plane| self.address(host, plane, environment).is_some();
        match zone {
            Zone::Internet => has(Plane::Public) || !has(Plane::Lan) && !has(Plane::Mesh),
            Zone::Lan => has(Plane::Lan),
            Zone::Vpn => self.stack.access.vpn.is_some() && has(Plane::Mesh),
            Zone::Runner => false,
        }
    }

    /// The address of a machine on a plane.
    pub(super) fn address(
        &self,
        host: &HostName,
        plane: Plane,
        environment: &EnvironmentName,
    ) -> Option<IpAddr> {
        let addresses = &self.stack.hosts.get(host)?.addresses;
        addresses.on(plane)?.get(environment).copied()
    }

    /// Whether an address is one of the VPN.
    pub(super) fn is_vpn(&self, address: IpAddr) -> bool {
        let ranges = self.stack.access.vpn.iter().flat_map(|vpn| &vpn.ranges);
        ranges.into_iter().any(|range| range.contains(address))
    }

    /// Those who can ask at an address of a machine.
    pub(super) fn zone_of(&self, host: &HostName, environment: &EnvironmentName, address: IpAddr) -> Zone {
        let is = |plane| self.address(host, plane, environment) == Some(address);
        if is(Plane::Mesh) || self.is_vpn(address) {
            Zone::Vpn
        } else if !is(Plane::Public) && (is(Plane::Lan) || is_private(address)) {
            Zone::Lan
        } else {
            Zone::Internet
        }
    }
}

impl Reach<'_> {
    /// Whether a published port is reached from a zone: it is bound to an address there, and open to it.
    pub(super) fn is_published_to(&self, service: &ResolvedService, port: &PortMapping, zone: Zone) -> bool {
        let Some(host) = &service.host else { return false };
        let (stack, environment) = (self.stack, self.environment);
        let (bound, open) = match bound(port) {
            None => {
                let open = self.proxies.get(&service.name).copied().unwrap_or_default();
                (stack.is_on(host, environment, zone), open)
            }
            Some(address) => {
                let at = !address.is_loopback() && stack.zone_of(host, environment, address) == zone;
                (at, stack.is_outside_vpn(service, address, environment))
            }
        };
        bound && (zone == Zone::Vpn || open)
    }
}

/// Whether a route makes its proxy answer requests from everywhere: it is public, or an authority outside asks the proxy for
/// proof of its name.
pub(super) fn must_answer_everywhere(proxy: &ResolvedService, route: &Route) -> bool {
    let Some(settings) = proxy.settings_of::<CaddySettings>() else { return false };
    route.exposure != Exposure::Vpn || !settings.modules.contains(&CaddyModule::OvhDns)
}

/// The address that a port is bound to; `None` for every address.
fn bound(port: &PortMapping) -> Option<IpAddr> {
    port.address().filter(|address| !address.is_unspecified())
}

/// Whether an address is one of a local network (RFC 1918, RFC 3927, RFC 4193).
pub(super) fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => address.is_unique_local() || address.is_unicast_link_local(),
    }
}
