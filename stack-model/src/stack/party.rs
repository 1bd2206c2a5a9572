//! `Party`: who is meant by one side of a policy.

use super::Zone;
use crate::value::{HostName, InvalidName, NetworkName, ServiceName};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};
use thiserror::Error;

/// Who is meant by one side of a policy.
///
/// ```
/// use stack_model::stack::Party;
/// for party in ["internet", "data", "postgresql", "networks.backend", "hosts.vps", "services.data"] {
///     assert_eq!(Party::new(party).unwrap().to_string(), party);
/// }
/// assert!(Party::new("all others").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Party {
    /// `internet`, `lan`, `vpn` or `runner`: those who are no part of the stack.
    Zone(Zone),
    /// `data`: every database, cache and vector store.
    Data,
    /// `networks.NAME`: who has joined a network.
    Network(NetworkName),
    /// `hosts.NAME`: a machine itself.
    Host(HostName),
    /// A service, by its name; `services.NAME` where the name alone is one of these words.
    Service(ServiceName),
}

/// Why a party is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` is no party; write `internet`, `lan`, `vpn`, `runner`, `data`, a service, `networks.NAME` or `hosts.NAME`: {1}"
)]
pub struct InvalidParty(String, InvalidName);

const DATA: &str = "data";
const NETWORKS: &str = "networks.";
const HOSTS: &str = "hosts.";
const SERVICES: &str = "services.";

/// Whether a bare word means something else than the service of that name.
fn is_taken(word: &str) -> bool {
    word == DATA || Zone::of(word).is_some()
}

impl Party {
    /// Takes the words for a party.
    ///
    /// # Errors
    /// [`InvalidParty`] if they are no word for a zone, and no name of a service, a network or a machine.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidParty> {
        let text = text.into();
        let party = if let Some(zone) = Zone::of(&text) {
            Ok(Self::Zone(zone))
        } else if text == DATA {
            Ok(Self::Data)
        } else if let Some(name) = text.strip_prefix(NETWORKS) {
            NetworkName::new(name).map(Self::Network)
        } else if let Some(name) = text.strip_prefix(HOSTS) {
            HostName::new(name).map(Self::Host)
        } else {
            ServiceName::new(text.strip_prefix(SERVICES).unwrap_or(&text)).map(Self::Service)
        };
        party.map_err(|why| InvalidParty(text, why))
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Zone(zone) => zone.fmt(f),
            Self::Data => f.write_str(DATA),
            Self::Network(name) => write!(f, "{NETWORKS}{name}"),
            Self::Host(name) => write!(f, "{HOSTS}{name}"),
            Self::Service(name) if is_taken(name.as_str()) => write!(f, "{SERVICES}{name}"),
            Self::Service(name) => name.fmt(f),
        }
    }
}

impl FromStr for Party {
    type Err = InvalidParty;

    fn from_str(text: &str) -> Result<Self, InvalidParty> {
        Self::new(text)
    }
}

impl Serialize for Party {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Party {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

impl JsonSchema for Party {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Party".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "`internet`, `lan`, `vpn`, `runner`, `data`, a service, `networks.NAME` or `hosts.NAME`.",
            "type": "string",
            "pattern": "^((networks|hosts|services)\\.)?[a-z][a-z0-9-]*$",
            "examples": ["internet", "data", "postgresql", "networks.backend", "hosts.vps"]
        })
    }
}
