//! `DnsRecord`: a name that the Internet must resolve. Records follow from routes.

use super::{Resolved, uptime::View};
use crate::{
    catalogue::{
        Interface,
        applications::caddy::{CaddyModule, CaddySettings},
    },
    stack::{Exposure, Plane},
    value::{DomainName, EnvironmentName, HostName},
};
use std::net::IpAddr;

/// A name that the Internet must resolve.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DnsRecord {
    /// The name.
    pub name: DomainName,
    /// The machine that answers for it.
    pub host: HostName,
    /// The machine's public address; none if it is made for one run.
    pub address: Option<IpAddr>,
}

impl Resolved {
    /// The public names of an environment: those with a public route, the domain itself among them if it has one, and
    /// those behind the VPN whose certificate an authority asks the proxy for. Names that are proven by DNS need no
    /// public record.
    pub fn dns_records(&self, environment: &EnvironmentName) -> Vec<DnsRecord> {
        let Some(view) = View::of(self, environment) else { return Vec::new() };
        let Some(deployment) = self.stack.environments.get(environment) else { return Vec::new() };
        let trial = self.is_trial(environment);
        let mut records: Vec<DnsRecord> = Vec::new();
        for route in view.routes() {
            let Some(proxy) = self.proxy_of(route) else { continue };
            debug_assert!(proxy.kind.speaks(Interface::HttpProxy), "only a proxy answers for routes");
            let by_dns = proxy
                .settings_of::<CaddySettings>()
                .is_some_and(|settings| settings.modules.contains(&CaddyModule::OvhDns));
            if by_dns && route.exposure == Exposure::Vpn {
                continue;
            }
            let Some(host) = &proxy.host else { continue };
            let public = self.stack.hosts.get(host).and_then(|host| host.addresses.on(Plane::Public));
            let address = public.and_then(|address| address.get(environment)).copied();
            let name = route.at.site(&deployment.domain);
            let known = records.iter().any(|record| record.name == name);
            // A machine that has no public address answers for no public name: `certificate-out-of-reach`.
            if !known && (trial || address.is_some()) {
                records.push(DnsRecord { name, host: host.clone(), address });
            }
        }
        records
    }
}
