//! `Use`: an edge from a client to a server.

use super::Condition;
use crate::value::ServiceName;
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
}

impl DetailedUse {
    /// A server with nothing more said.
    pub fn of(service: ServiceName) -> Self {
        Self { service, wait: None, connections: None }
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
