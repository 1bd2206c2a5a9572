//! What each request must be answered: computed from the routes, not from the Caddyfile.

use stack_model::{
    CheckedStack, Site,
    resolve::{Monitor, ResolvedService},
    stack::{Exposure, Route},
};
use std::{collections::BTreeSet, fmt};

/// Where a request comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vantage {
    /// A member of the VPN.
    Inside,
    /// Somebody else.
    Outside,
    /// Somebody else who claims to be a member in a header.
    Pretender,
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
    let routes: Vec<&Route> = stack
        .routes()
        .iter()
        .filter(|route| {
            stack.resolved().proxy_of(route).is_some_and(|proxy| proxy.checked_host() == site.host)
        })
        .filter(|route| route.to.as_ref().is_none_or(|to| stack.service(to).runs_in(site.deployment)))
        .collect();
    let names: BTreeSet<String> =
        routes.iter().map(|route| route.at.site(&site.deployment.domain).to_string()).collect();
    let mut requests = Vec::new();
    for name in names {
        let here: Vec<&Route> = routes
            .iter()
            .copied()
            .filter(|route| route.at.site(&site.deployment.domain).as_str() == name)
            .collect();
        let mut paths: BTreeSet<String> = here.iter().flat_map(|route| samples(route)).collect();
        for stray in ["/", STRAY, "/.env", "/metrics", "/stackwright/../metrics"] {
            paths.insert(stray.into());
        }
        for path in paths {
            for vantage in VANTAGES {
                requests.push(predict(stack, &here, &name, &path, vantage));
            }
        }
    }
    requests.extend(monitored(stack, site, &routes));
    requests
}

/// What Uptime Kuma asks for: from inside of the VPN it gets an answer of the service that the monitor is named after,
/// and what is public gets it from outside as well.
fn monitored(stack: &CheckedStack, site: &Site<'_>, routes: &[&Route]) -> Vec<Request> {
    let monitors = stack.resolved().uptime_monitors(site.environment);
    let mut requests = Vec::new();
    for page in monitors.iter().filter_map(Monitor::page) {
        let here = |route: &&&Route| route.at == page.at && route.to == page.to;
        let Some(route) = routes.iter().find(here) else { continue };
        let host = page.at.site(&site.deployment.domain).to_string();
        for vantage in [Vantage::Inside, Vantage::Outside] {
            let open = vantage == Vantage::Inside || page.exposure != Exposure::Vpn;
            let (status, body) = if open { (200, Some(answer(stack, route))) } else { (403, None) };
            let gated =
                |other: &&&Route| other.at.label() == page.at.label() && other.exposure == Exposure::Vpn;
            let http_3 = !routes.iter().any(|other| gated(&other));
            requests.push(Request {
                vantage,
                host: host.clone(),
                path: page.path.clone(),
                status,
                body,
                http_3,
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

/// The answer by the model: that of the narrowest matching route, behind the gate if it has one.
fn predict(stack: &CheckedStack, routes: &[&Route], host: &str, path: &str, vantage: Vantage) -> Request {
    let cleaned = clean(path);
    // The narrower route decides: the longer prefix, then the one that names its paths.
    let best = routes
        .iter()
        .filter(|route| matches(route, &cleaned))
        .max_by_key(|route| (route.at.prefix().map_or(0, str::len), !route.only.is_empty()));
    let gated = routes.iter().any(|route| route.exposure == Exposure::Vpn);
    let inside = vantage == Vantage::Inside;
    let (status, body) = match best {
        Some(route) if inside || route.exposure != Exposure::Vpn => (200, Some(answer(stack, route))),
        None if inside || !gated => (404, None),
        _ => (403, None),
    };
    Request { vantage, host: host.into(), path: path.into(), status, body, http_3: !gated }
}

/// What the stand-in of a service says, or the route's own text.
fn answer(stack: &CheckedStack, route: &Route) -> String {
    match (&route.to, &route.respond) {
        (Some(to), _) => stand_in(stack.service(to)),
        (None, Some(text)) => text.to_string(),
        (None, None) => String::new(),
    }
}

/// The text that the stand-in of a service answers with.
pub(super) fn stand_in(service: &ResolvedService) -> String {
    format!("stand-in of {}", service.name)
}

fn matches(route: &Route, path: &str) -> bool {
    let prefix = route.at.prefix().unwrap_or_default();
    if route.only.is_empty() {
        return prefix.is_empty() || path == prefix || path.starts_with(&format!("{prefix}/"));
    }
    route.only.iter().any(|pattern| {
        let pattern = format!("{prefix}{}", pattern.as_str());
        pattern.strip_suffix('*').map_or_else(|| path == pattern, |prefix| path.starts_with(prefix))
    })
}

/// The path without `..`, as a matcher sees it.
fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    let end = if path.ends_with('/') && !parts.is_empty() { "/" } else { "" };
    format!("/{}{end}", parts.join("/"))
}
