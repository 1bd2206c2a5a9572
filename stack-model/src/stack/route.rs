//! `Route`: what can be reached under a host name, and by whom.

use super::AskedPath;
use crate::value::{Answer, PathPattern, RateLimit, RouteAddress, ServiceName};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// Something that can be reached under a host name. DNS records, proxy sites, base URLs and monitors follow from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// The service that answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<ServiceName>,
    /// A fixed text that the proxy answers by itself, instead of a service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respond: Option<Answer>,
    /// Where: a label below the environment's domain, or `@` for the domain itself, with a path if wanted.
    pub at: RouteAddress,
    /// The paths that pass, below the route's own path. All if none are written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<PathPattern>,
    /// Who may ask.
    pub exposure: Exposure,
    /// Whether the service upgrades connections to WebSocket.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub websocket: bool,
    /// How often one client may ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_limit: Option<RateLimit>,
}

impl Route {
    /// Whether a path of its site is one of its own: below its prefix, and one of those that it names if it names any.
    pub fn has_path(&self, path: &AskedPath) -> bool {
        let prefix = self.at.prefix().unwrap_or_default();
        if self.only.is_empty() {
            return prefix.is_empty() || path.fits(prefix, "") || path.fits(prefix, "/*");
        }
        self.only.iter().any(|pattern| path.fits(prefix, pattern.as_str()))
    }
}

/// The order in which a proxy tries the routes of a site, the lowest first: the longer prefix, then the route that names its paths.
/// The first that has the path of a request answers it.
pub fn route_precedence(route: &Route) -> impl Ord + use<> {
    (Reverse(route.at.prefix().map_or(0, str::len)), route.only.is_empty())
}

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Exposure {
    /// Members of the VPN; other clients are answered 403.
    Vpn,
    /// Any client; the service itself authenticates it.
    Public(Auth),
}

/// How a public service knows who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Auth {
    /// A key in a header.
    ApiKey,
    /// A signature or an unguessable path, checked by the receiver of each webhook.
    WebhookSignature,
    /// The application's own login.
    Login,
    /// The service authenticates no client.
    None,
}
