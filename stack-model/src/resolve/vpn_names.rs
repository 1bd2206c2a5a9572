//! `VpnName`: the names that members of the VPN must resolve to addresses of the VPN. They follow from the routes, like the
//! sites of the proxy: nobody writes the list, so no name can be left out of it.

use super::Resolved;
use crate::{
    stack::{Exposure, Plane},
    value::{DomainName, EnvironmentName, HostName},
};
use std::{collections::BTreeMap, net::IpAddr};

/// A name of gated routes in one environment. Somebody who resolves it to the public address arrives from outside of
/// the VPN and is refused (field report VPN-01).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct VpnName {
    /// The name, fully qualified.
    pub name: DomainName,
    /// The machine whose proxy answers.
    pub host: HostName,
    /// That machine's address on the VPN. `gated-route-without-dns-record` sees to it that there is one.
    pub address: Option<IpAddr>,
    /// The route that first asks for it, by its index.
    pub(crate) route: usize,
}

impl Resolved {
    /// The names of gated routes that answer in an environment, in alphabetical order, each once; none where the machine is
    /// made for one run, because it never becomes a member of the VPN.
    pub fn vpn_names(&self, environment: &EnvironmentName) -> Vec<VpnName> {
        let Some(deployment) = self.stack.environments.get(environment) else { return Vec::new() };
        let mut names = BTreeMap::new();
        if self.is_trial(environment) {
            return Vec::new();
        }
        for (index, route) in self.stack.routes.iter().enumerate() {
            // A name that has gated and public routes is resolved by members as one.
            let runs = route.to.as_ref().and_then(|to| self.services.get(to));
            if route.exposure != Exposure::Vpn || runs.is_some_and(|service| !service.runs_in(deployment)) {
                continue;
            }
            let Some(host) = self.proxy_of(route).and_then(|proxy| proxy.host.as_ref()) else { continue };
            if !deployment.hosts.contains_key(host) {
                continue;
            }
            let addresses = self.stack.hosts.get(host).and_then(|host| host.addresses.on(Plane::Mesh));
            let name = route.at.site(&deployment.domain);
            names.entry(name.clone()).or_insert_with(|| VpnName {
                name,
                host: host.clone(),
                address: addresses.and_then(|addresses| addresses.get(environment)).copied(),
                route: index,
            });
        }
        names.into_values().collect()
    }
}
