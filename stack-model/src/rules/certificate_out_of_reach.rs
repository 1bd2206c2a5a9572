//! `certificate-out-of-reach`: no authority can check a proxy's names.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    catalogue::{
        Interface,
        applications::caddy::{CaddyModule, CaddySettings},
    },
    resolve::ResolvedService,
    stack::{Deployment, Exposure, Plane, Route},
};

pub(super) static RULE: Rule = Rule {
    code: "certificate-out-of-reach",
    severity: Severity::Error,
    summary: "no authority can check a proxy's names",
    docs: "\
## What it rejects
A Caddy that answers for a site and publishes neither port 80 nor port 443 where the Internet reaches them: on all
addresses, or on the public one, of a machine that has a public address. With `ovh-dns` among its modules only a site with a
public route needs that.

## Why it matters
A certificate is only made for who proves to own the name, by an answer on port 80 or 443, or by a record in the DNS. Without
either, every site of the proxy has no certificate, and no browser opens it (field report TLS-01).

## How to repair
Add `ovh-dns` to `config.modules`: the names of gated sites are then proven by DNS. Or publish the ports.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for proxy in stack.services.values().filter(|service| service.kind.speaks(Interface::HttpProxy)) {
        let dns = proxy
            .settings_of::<CaddySettings>()
            .is_some_and(|settings| settings.modules.contains(&CaddyModule::OvhDns));
        let answers =
            |route: &Route| stack.proxy_of(route).is_some_and(|answering| answering.name == proxy.name);
        // A name that one public route has is asked for over HTTP, whatever else is there.
        let is_gated = |site: &Route| {
            let mut routes = stack.stack.routes.iter().filter(|route| route.at.label() == site.at.label());
            routes.all(|route| route.exposure == Exposure::Vpn || !answers(route))
        };
        let needs = |route: &Route| answers(route) && !(dns && is_gated(route));
        let route = stack.stack.routes.iter().position(needs);
        let Some(route) = route.filter(|_| !is_reached(stack, proxy)) else { continue };
        let message =
            format!("the Internet does not reach `{}`, and nothing else proves its names", proxy.name);
        findings
            .report(proxy.path(), message)
            .because(KeyPath::root().key("routes").index(route).key("at"), "a name that it answers for")
            .help(if dns {
                "publish ports 80 and 443 on a public address, or make each route of the site `exposure: vpn`"
            } else {
                "add `config: { modules: [ovh-dns] }`, or publish ports 80 and 443 on a public address"
            });
    }
}

/// Whether a port that authorities ask is published where they get to, in every environment.
fn is_reached(stack: &Resolved, proxy: &ResolvedService) -> bool {
    let host = proxy.host.as_ref().and_then(|name| stack.stack.hosts.get(name));
    let public = host.and_then(|host| host.addresses.on(Plane::Public));
    let here = |deployment: &Deployment| {
        proxy.runs_in(deployment)
            && proxy.host.as_ref().is_some_and(|host| deployment.hosts.contains_key(host))
    };
    stack.deployments().filter(|(_, deployment)| here(deployment)).all(|(environment, _)| {
        let own = public.and_then(|public| public.get(environment));
        // A machine that is made for one run gets its public address then.
        let has_one = own.is_some() || stack.is_trial(environment);
        proxy.ports.iter().filter(|port| matches!(port.published().get(), 80 | 443)).any(|port| {
            has_one && port.address().is_none_or(|bound| bound.is_unspecified() || Some(&bound) == own)
        })
    })
}
