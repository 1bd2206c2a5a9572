//! `Use`: an edge from a client to a server.

use super::Condition;
use crate::value::{RedisIndex, ServiceName};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de};
use std::{fmt, num::NonZeroU16};

/// An edge from a client to a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Use {
    /// The server, waited for as its probe allows.
    Service(ServiceName),
    /// The server, and how it is used.
    Detailed(DetailedUse),
}

/// A server, and how a client uses it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DetailedUse {
    /// The server.
    pub service: ServiceName,
    /// What the client's start waits for. The server's probe unless written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<Condition>,
    /// Connections to a `postgresql` that the client's pool opens, at most. The catalogue's number unless written; 10 for
    /// a `container`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connections: Option<NonZeroU16>,
    /// What a `container` keeps in a `redis`. It must be said where the server may drop keys.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub keeps: Option<Keeps>,
    /// The database of a `redis` that the client's keys are in. The first free one unless written; 0 for a `container`,
    /// because programs open that one unless they are told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<RedisIndex>,
    /// Whether other clients of that database may be there too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shared: bool,
}

/// What a client keeps in a Redis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Keeps {
    /// What can be had again: it may be dropped at any time.
    Cache,
    /// Work that is not done yet: what is dropped is never done.
    Queue,
    /// Sessions: a user whose session is dropped is logged out.
    Session,
}

impl fmt::Display for Keeps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cache => "cache",
            Self::Queue => "queue",
            Self::Session => "session",
        })
    }
}

impl DetailedUse {
    /// A server with nothing more said.
    pub fn of(service: ServiceName) -> Self {
        Self { service, wait: None, connections: None, keeps: None, index: None, shared: false }
    }
}

impl Use {
    /// The server.
    pub fn service(&self) -> &ServiceName {
        match self {
            Self::Service(service) => service,
            Self::Detailed(detailed) => &detailed.service,
        }
    }

    /// What is said beyond the server's name.
    pub fn detailed(&self) -> Option<&DetailedUse> {
        match self {
            Self::Service(_) => None,
            Self::Detailed(detailed) => Some(detailed),
        }
    }
}

impl<'de> Deserialize<'de> for Use {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Use;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a service, or `{ service: name, wait: healthy }`")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Use, E> {
                ServiceName::new(name).map(Use::Service).map_err(E::custom)
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Use, A::Error> {
                DetailedUse::deserialize(de::value::MapAccessDeserializer::new(map)).map(Use::Detailed)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}
