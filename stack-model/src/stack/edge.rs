//! `Use`: an edge from a client to a server.

use super::Condition;
use crate::value::ServiceName;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de};
use std::fmt;

/// An edge from a client to a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Use {
    /// The server, waited for as its probe allows.
    Service(ServiceName),
    /// The server, and what to wait for.
    Detailed {
        /// The server.
        service: ServiceName,
        /// What the client's start waits for.
        wait: Condition,
    },
}

impl Use {
    /// The server.
    pub fn service(&self) -> &ServiceName {
        match self {
            Self::Service(service) | Self::Detailed { service, .. } => service,
        }
    }
}

impl<'de> Deserialize<'de> for Use {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Detailed {
            service: ServiceName,
            wait: Condition,
        }

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Use;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a service, or `{ service: name, wait: healthy }`")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Use, E> {
                ServiceName::new(name).map(Use::Service).map_err(E::custom)
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Use, A::Error> {
                let Detailed { service, wait } =
                    Detailed::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(Use::Detailed { service, wait })
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}
