//! `Opening`: a route, before it leads anywhere.

use super::{
    ground::{Ground, kind_of},
    line, valid,
};
use crate::{
    catalogue::{Interface, SubPath},
    stack::{Auth, Exposure, Route, Service},
    value::{Answer, Line, ServiceName},
};
use indexmap::IndexMap;
use proptest::prelude::*;

/// A route, before it leads anywhere.
#[derive(Debug, Clone)]
pub(super) struct Opening {
    target: usize,
    answer: Option<Answer>,
    exposure: usize,
    path: bool,
    websocket: bool,
    limited: bool,
}

impl Opening {
    pub(super) fn any() -> impl Strategy<Value = Self> {
        let answer = proptest::option::weighted(0.2, line().prop_map(answer));
        (0..20_usize, answer, 0..4_usize, any::<[bool; 3]>()).prop_map(
            |(target, answer, exposure, choices)| {
                let [path, websocket, limited] = choices;
                Self { target, answer, exposure, path, websocket, limited }
            },
        )
    }

    /// The route with an index, to one of `targets`; a fixed text if there is none.
    pub(super) fn route(&self, index: usize, targets: &[(ServiceName, SubPath)], ground: &Ground) -> Route {
        let target = if targets.is_empty() { None } else { targets.get(self.target % targets.len()) };
        let rate_limit = self.limited.then(|| valid("100/1m30s"));
        let Some((to, sub_path)) = target.filter(|_| self.answer.is_none()) else {
            return Route {
                to: None,
                respond: Some(self.answer.clone().unwrap_or_else(|| valid("OK"))),
                at: valid(&format!("@/static-{index}")),
                only: Vec::new(),
                exposure: Exposure::Public(Auth::None),
                websocket: false,
                rate_limit,
            };
        };
        let exposure = match self.exposure {
            0 => Exposure::Public(Auth::ApiKey),
            1 => Exposure::Public(Auth::WebhookSignature),
            2 if ground.vpn => Exposure::Vpn,
            _ => Exposure::Public(Auth::Login),
        };
        let narrow = matches!(exposure, Exposure::Public(Auth::ApiKey | Auth::WebhookSignature));
        let below = self.path && !matches!(sub_path, SubPath::Unsupported(_));
        let at = if below { format!("r{index}.web/app-{index}") } else { format!("r{index}") };
        let only: &[&str] = if narrow { &["/v1/*", "/hook"] } else { &[] };
        Route {
            to: Some(to.clone()),
            respond: None,
            at: valid(&at),
            only: only.iter().map(|pattern| valid(pattern)).collect(),
            exposure,
            websocket: self.websocket,
            rate_limit,
        }
    }
}

/// The services that a route may lead to: those that speak HTTP, on a machine with a proxy.
pub(super) fn targets(
    services: &IndexMap<ServiceName, Service>,
    ground: &Ground,
) -> Vec<(ServiceName, SubPath)> {
    let proxied = |service: &Service| {
        services.iter().any(|(name, proxy)| {
            kind_of(name, proxy).speaks(Interface::HttpProxy)
                && ground.host_of(proxy) == ground.host_of(service)
        })
    };
    let open = services
        .iter()
        .filter(|(name, service)| kind_of(name, service).application().tests.is_routed && proxied(service));
    open.map(|(name, service)| (name.clone(), kind_of(name, service).application().sub_path)).collect()
}

/// What is left of a line when the characters are gone that the proxy would take for its own.
#[expect(clippy::needless_pass_by_value, reason = "a strategy maps the line that it made")]
fn answer(line: Line) -> Answer {
    valid(&line.to_string().replace(['{', '}', '`'], ""))
}
