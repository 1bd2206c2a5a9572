//! `SmokeCheck`: what a deployed stack must answer, by who asks. It follows from the routes as the monitors do, so no
//! service is asked for that does not run in the environment.

use super::{Resolved, uptime::View};
use crate::{
    catalogue::Cost,
    stack::{AskedPath, Exposure, Route},
    value::{EnvironmentName, HostName, RouteAddress},
};
use std::collections::BTreeSet;

/// A question to a deployed stack, without credentials, and what must be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SmokeCheck {
    /// The route's address, whose site is asked.
    pub at: RouteAddress,
    /// The machine of the proxy that answers.
    pub host: HostName,
    /// The path on the site.
    pub path: String,
    /// The status for somebody who is no member of the VPN.
    pub outside: u16,
    /// The status for a member of the VPN; none where only the application knows it.
    pub inside: Option<u16>,
    /// A piece of the answer wherever the status is 200.
    pub word: Option<&'static str>,
}

impl Resolved {
    /// What is asked of an environment: every fixed answer, every open path of a service, a path of each public service
    /// that asks for a key, every gated route, and the root of each site where no route answers.
    pub fn smoke_checks(&self, environment: &EnvironmentName) -> Vec<SmokeCheck> {
        let Some(view) = View::of(self, environment) else { return Vec::new() };
        let (mut checks, mut asked) = (Vec::new(), BTreeSet::new());
        let mut add = |route: &Route, path: String, outside, inside, word| {
            let Some(host) = self.proxy_of(route).and_then(|proxy| proxy.host.clone()) else { return };
            if asked.insert((route.at.label().map(str::to_owned), path.clone())) {
                checks.push(SmokeCheck { at: route.at.clone(), host, path, outside, inside, word });
            }
        };
        for route in view.routes() {
            let outside = if route.exposure == Exposure::Vpn { 403 } else { 200 };
            if let Some(page) = view.open_page(route) {
                add(route, page.path, outside, Some(200), page.word);
            } else if route.exposure == Exposure::Vpn {
                let path =
                    route.only.first().map_or_else(|| "/".into(), |path| path.as_str().replace('*', ""));
                let path = format!("{}{path}", route.at.prefix().unwrap_or_default());
                if view.decides(route, &path) {
                    add(route, path, 403, None, None);
                }
            }
            if let Some(path) = self.locked(route).filter(|path| view.decides(route, path)) {
                add(route, path, 401, Some(401), None);
            }
        }
        for route in view.routes() {
            if !view.routes_of_site(route).any(|other| other.has_path(&AskedPath::root())) {
                let gated = view.routes_of_site(route).any(|other| other.exposure == Exposure::Vpn);
                add(route, "/".into(), if gated { 403 } else { 404 }, Some(404), None);
            }
        }
        checks
    }

    /// A path behind a route that the application answers 401 without a key, and that costs nothing. Only for an
    /// application whose key travels in a header: behind a login some pages answer in other ways.
    fn locked(&self, route: &Route) -> Option<String> {
        if route.exposure != Exposure::Public(crate::stack::Auth::ApiKey) {
            return None;
        }
        let service = self.services.get(route.to.as_ref()?)?;
        let prefix = route.at.prefix().unwrap_or_default();
        let facts =
            service.application.paths.iter().filter(|fact| !fact.anonymous && fact.cost == Cost::Free);
        let mut paths = facts.map(|fact| format!("{prefix}{}", fact.path));
        paths.find(|path| AskedPath::new(path).is_some_and(|path| route.has_path(&path)))
    }
}
