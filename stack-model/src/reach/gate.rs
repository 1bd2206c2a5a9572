//! `Gate`: what a proxy answers to a request, by host name, path and where it comes from.

use crate::{
    Resolved,
    resolve::ResolvedService,
    stack::{AskedPath, Deployment, Exposure, Route, route_precedence},
    value::{DomainName, EnvironmentName, Subnet},
};
use indexmap::IndexMap;
use std::net::IpAddr;

/// The sites of one proxy in one environment. The Caddyfile is written from the same order of the same routes, and the two are
/// held against each other by `cargo xtask gates`.
///
/// ```
/// # let text = include_str!("../../../fixtures/valid/vpai.yml");
/// # let stack = stack_model::check(stack_model::Source::new("stack.yml", text).parse()?)?;
/// use stack_model::Verdict;
/// let prod = stack.sites().next().unwrap();
/// let proxy = stack.services_on(prod.host).next().unwrap();
/// let gate = stack.resolved().gate(prod.environment, proxy).unwrap();
/// let member = "100.64.0.7".parse().unwrap();
/// let stranger = "198.51.100.7".parse().unwrap();
/// assert!(matches!(gate.ask("n8n.example.com", "/rest/login", member), Verdict::Route(_)));
/// assert_eq!(gate.ask("n8n.example.com", "/rest/login", stranger), Verdict::Forbidden);
/// # Ok::<(), stack_model::Report>(())
/// ```
#[derive(Debug)]
pub struct Gate<'a> {
    sites: IndexMap<DomainName, GatedSite<'a>>,
    ranges: &'a [Subnet],
}

/// What answers under one host name of a proxy.
#[derive(Debug, Default)]
struct GatedSite<'a> {
    /// Those that answer here, the narrower first.
    routes: Vec<&'a Route>,
    /// Whether one of the site's routes is for the VPN, in any environment.
    gated: bool,
}

/// What a proxy does with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict<'a> {
    /// The route answers: its service, or its fixed text.
    Route(&'a Route),
    /// 403: the gate, which lets members of the VPN pass.
    Forbidden,
    /// 404: no route of the site has that path.
    NotFound,
    /// An empty 200: no site has that name.
    NoSite,
    /// 400: the path is none.
    BadRequest,
}

impl Verdict<'_> {
    /// The status of the answer, but for a service's own.
    pub const fn status(&self) -> Option<u16> {
        match self {
            Self::Route(Route { to: Some(_), .. }) => None,
            Self::Route(_) | Self::NoSite => Some(200),
            Self::Forbidden => Some(403),
            Self::NotFound => Some(404),
            Self::BadRequest => Some(400),
        }
    }
}

impl Resolved {
    /// The sites of a proxy in an environment; none if it does not run there.
    pub fn gate<'a>(&'a self, environment: &EnvironmentName, proxy: &ResolvedService) -> Option<Gate<'a>> {
        let deployment =
            self.stack.environments.get(environment).filter(|deployment| proxy.runs_in(deployment))?;
        let mut sites: IndexMap<DomainName, GatedSite<'a>> = IndexMap::new();
        for route in self.routes_of(proxy) {
            let site = sites.entry(route.at.site(&deployment.domain)).or_default();
            site.gated |= route.exposure == Exposure::Vpn;
            if self.answers(route, deployment) {
                site.routes.push(route);
            }
        }
        sites.retain(|_, site| !site.routes.is_empty());
        for site in sites.values_mut() {
            site.routes.sort_by_key(|route| route_precedence(route));
        }
        let ranges = self.stack.access.vpn.as_ref().map_or(&[][..], |vpn| &vpn.ranges);
        Some(Gate { sites, ranges })
    }

    /// The routes that a proxy has, in the order of the file, whether they answer in an environment or not.
    fn routes_of(&self, proxy: &ResolvedService) -> impl Iterator<Item = &Route> {
        let name = proxy.name.clone();
        self.stack
            .routes
            .iter()
            .filter(move |route| self.proxy_of(route).is_some_and(|proxy| proxy.name == name))
    }

    /// Whether a route answers in an environment: its service runs there, if it has one.
    fn answers(&self, route: &Route, deployment: &Deployment) -> bool {
        let service = route.to.as_ref().map(|to| self.services.get(to));
        service.is_none_or(|service| service.is_some_and(|service| service.runs_in(deployment)))
    }
}

impl<'a> Gate<'a> {
    /// What is answered.
    pub fn ask(&self, host: &str, path: &str, from: IpAddr) -> Verdict<'a> {
        let Some(path) = AskedPath::new(path) else { return Verdict::BadRequest };
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let named = |(known, _): &(&DomainName, &GatedSite<'_>)| known.as_str().eq_ignore_ascii_case(name);
        let Some((_, site)) = self.sites.iter().find(named) else { return Verdict::NoSite };
        let inside = self.admits(from);
        match site.routes.iter().find(|route| route.has_path(&path)) {
            Some(route) if inside || route.exposure != Exposure::Vpn => Verdict::Route(route),
            None if inside || !site.gated => Verdict::NotFound,
            _ => Verdict::Forbidden,
        }
    }

    /// Whether an address is one of the VPN.
    pub fn admits(&self, address: IpAddr) -> bool {
        self.ranges.iter().any(|range| range.contains(address))
    }

    /// The host names, each with whether its site has a gate.
    pub fn names(&self) -> impl Iterator<Item = (&DomainName, bool)> {
        self.sites.iter().map(|(name, site)| (name, site.gated))
    }

    /// The routes that answer under a host name, in the order in which they are asked.
    pub fn routes(&self, name: &DomainName) -> impl Iterator<Item = &'a Route> {
        self.sites.get(name).into_iter().flat_map(|site| site.routes.iter().copied())
    }
}
