//! `CaddySettings`: the edge proxy.

use crate::value::RouteAddress;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Settings of the edge proxy.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CaddySettings {
    /// Third-party modules built into the image.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modules: Vec<CaddyModule>,
    /// Whether browsers are told to refuse plain HTTP for every name below the domain, for good
    /// (`includeSubDomains; preload`). There is no way back from it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub hsts_preload: bool,
    /// Hand-written lines for a site, by its label (`@` for the domain itself).
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub sites: IndexMap<RouteAddress, CaddySite>,
}

/// A third-party module of Caddy, with the directive that it brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CaddyModule {
    /// `rate_limit`: github.com/mholt/caddy-ratelimit.
    RateLimit,
    /// `dns ovh`: github.com/caddy-dns/ovh.
    OvhDns,
}

impl CaddyModule {
    /// The directive, or the sub-directive, that only works with this module.
    pub const fn directive(self) -> &'static str {
        match self {
            Self::RateLimit => "rate_limit",
            Self::OvhDns => "dns ovh",
        }
    }

    /// The Go module and the version that is built in (tags of the two repositories, read 2026).
    pub const fn go_module(self) -> &'static str {
        match self {
            Self::RateLimit => "github.com/mholt/caddy-ratelimit@v0.1.0",
            Self::OvhDns => "github.com/caddy-dns/ovh@v1.0.1",
        }
    }

    /// Every module.
    pub const ALL: [Self; 2] = [Self::RateLimit, Self::OvhDns];
}

/// Hand-written lines for one site.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CaddySite {
    /// Directives at the level of the site, as the Caddyfile spells them.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub lines: String,
}
