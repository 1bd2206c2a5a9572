//! What each request must be answered: by the model's gates, not by the Caddyfile.

use super::stage::{Asked, OUTSIDE, inside};
use crate::application::kind;
use stack_model::{
    CheckedService, CheckedStack, Gate, Site, Verdict,
    resolve::Monitor,
    stack::{Exposure, Route},
};
use std::{collections::BTreeSet, fmt, net::IpAddr};

/// Where a request comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vantage {
    /// A member of the VPN.
    Inside,
    /// No member of the VPN.
    Outside,
    /// No member of the VPN, who claims in a header to be one.
    Pretender,
}

impl Vantage {
    /// The address that a request comes from.
    fn address(self, stack: &CheckedStack) -> IpAddr {
        let address = if self == Self::Inside { inside(stack) } else { OUTSIDE.to_owned() };
        address.parse().expect("the stage has addresses")
    }
}

/// A request with the answer that it must get.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) vantage: Vantage,
    pub(super) host: String,
    pub(super) path: String,
    pub(super) status: u16,
    /// What the answer's body must contain.
    pub(super) body: Option<String>,
    /// Whether the answer may tell of HTTP/3. A site with a gate never does: through Docker the gate would see the
    /// gateway's address in place of the visitor's (field report ACL-02).
    pub(super) http_3: bool,
}

impl Request {
    /// As it is asked.
    pub(super) fn asked(&self, stack: &CheckedStack) -> Asked {
        let claims = (self.vantage == Vantage::Pretender).then(|| Vantage::Inside.address(stack));
        let (host, path) = (self.host.clone(), self.path.clone());
        Asked { from: self.vantage.address(stack), host, path, claims }
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} asks https://{}{}, expects {}", self.vantage, self.host, self.path, self.status)
    }
}

/// A page that no route names.
const STRAY: &str = "/stackwright-stray";

const VANTAGES: [Vantage; 3] = [Vantage::Inside, Vantage::Outside, Vantage::Pretender];

/// Requests of a scanner for pages that are nowhere, at the first site where the proxy itself says so.
pub(super) fn scan(stack: &CheckedStack, site: &Site<'_>) -> Vec<Request> {
    let known = requests(stack, site);
    let refused = |request: &&Request| {
        request.vantage == Vantage::Outside && request.path == STRAY && matches!(request.status, 403 | 404)
    };
    let Some(host) = known.iter().find(refused).map(|request| request.host.clone()) else {
        return Vec::new();
    };
    let request = |page| Request {
        vantage: Vantage::Outside,
        host: host.clone(),
        path: format!("/stackwright-{page}.php"),
        status: 404,
        body: None,
        http_3: true,
    };
    (0..40).map(request).collect()
}

/// Requests for every route, and for what no route allows.
pub(super) fn requests(stack: &CheckedStack, site: &Site<'_>) -> Vec<Request> {
    let mut requests = Vec::new();
    for gate in gates(stack, site) {
        for (name, gated) in gate.names() {
            let mut paths: BTreeSet<String> = gate.routes(name).flat_map(samples).collect();
            for stray in ["/", STRAY, "/.env", "/metrics", "/stackwright/../metrics"] {
                paths.insert(stray.into());
            }
            for path in paths {
                for vantage in VANTAGES {
                    requests.push(predict(stack, &gate, name.as_str(), gated, &path, vantage));
                }
            }
        }
        requests.extend(monitored(stack, site, &gate));
    }
    requests
}

/// The gates of the proxies of a machine.
fn gates<'a>(stack: &'a CheckedStack, site: &Site<'a>) -> Vec<Gate<'a>> {
    let proxies = stack.services_on(site.host).filter(|service| service.kind == kind("caddy"));
    proxies.filter_map(|proxy| stack.resolved().gate(site.environment, proxy)).collect()
}

/// What Uptime Kuma asks for: from inside of the VPN it gets an answer of the service that the monitor is named after,
/// and what is public gets it from outside as well.
fn monitored(stack: &CheckedStack, site: &Site<'_>, gate: &Gate<'_>) -> Vec<Request> {
    let monitors = stack.resolved().uptime_monitors(site.environment);
    let mut requests = Vec::new();
    for page in monitors.iter().filter_map(Monitor::page) {
        let host = page.at.site(&site.deployment.domain);
        let Some((_, gated)) = gate.names().find(|(name, _)| **name == host) else { continue };
        let Some(route) = gate.routes(&host).find(|route| route.at == page.at && route.to == page.to) else {
            continue;
        };
        for vantage in [Vantage::Inside, Vantage::Outside] {
            let open = vantage == Vantage::Inside || page.exposure != Exposure::Vpn;
            let (status, body) = if open { (200, Some(answer(stack, route))) } else { (403, None) };
            requests.push(Request {
                vantage,
                host: host.to_string(),
                path: page.path.clone(),
                status,
                body,
                http_3: !gated,
            });
        }
    }
    requests
}

/// Paths that a route answers, and one beside each of its patterns.
fn samples(route: &Route) -> Vec<String> {
    let prefix = route.at.prefix().unwrap_or_default();
    if route.only.is_empty() {
        let mut paths = vec![format!("{prefix}/"), format!("{prefix}/stackwright/deep")];
        // A name that only begins like the prefix.
        paths.extend((!prefix.is_empty()).then(|| format!("{prefix}x/")));
        return paths;
    }
    let mut paths = vec![format!("{prefix}/stackwright-stray")];
    for pattern in &route.only {
        let path = format!("{prefix}{}", pattern.as_str().replace('*', "sample"));
        paths.push(format!("{path}/../../stackwright-stray"));
        paths.push(path);
    }
    paths
}

/// The answer by the model.
fn predict(
    stack: &CheckedStack,
    gate: &Gate<'_>,
    host: &str,
    gated: bool,
    path: &str,
    vantage: Vantage,
) -> Request {
    let verdict = gate.ask(host, path, vantage.address(stack));
    let body = if let Verdict::Route(route) = verdict { Some(answer(stack, route)) } else { None };
    // The stand-in of a service answers 200.
    let status = verdict.status().unwrap_or(200);
    Request { vantage, host: host.into(), path: path.into(), status, body, http_3: !gated }
}

/// What the stand-in of a service says, or the route's own text.
fn answer(stack: &CheckedStack, route: &Route) -> String {
    match (&route.to, &route.respond) {
        (Some(to), _) => stack.service(to).map(stand_in).unwrap_or_default(),
        (None, Some(text)) => text.to_string(),
        (None, None) => String::new(),
    }
}

/// The text that the stand-in of a service answers with.
pub(crate) fn stand_in(service: &CheckedService) -> String {
    format!("stand-in of {}", service.name)
}
