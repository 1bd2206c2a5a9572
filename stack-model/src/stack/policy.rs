//! `Policy`: who may reach whom, as a promise that is proven or refuted before anything is written.

use super::Party;
use crate::value::{EnvironmentName, Line};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de};
use std::fmt;

/// Who may reach whom. It opens and closes nothing: networks, ports and routes do, and a policy holds them to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Policy {
    /// No node of `from` may reach any node of `to`.
    Deny(Between),
    /// Each node of `from` must reach each node of `to`.
    Require(Between),
}

/// The two sides of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Between {
    /// Who asks.
    pub from: Parties,
    /// Who is asked.
    pub to: Parties,
    /// Where it holds; everywhere, if no environments are named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub environments: Vec<EnvironmentName>,
    /// Why; it is printed where the policy is broken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Line>,
}

impl Policy {
    /// The key under which its sides stand.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Deny(_) => "deny",
            Self::Require(_) => "require",
        }
    }

    /// Whether it holds in an environment.
    pub fn holds_in(&self, environment: &EnvironmentName) -> bool {
        let written = &self.between().environments;
        written.is_empty() || written.contains(environment)
    }

    /// What stands on both sides of it.
    pub const fn between(&self) -> &Between {
        match self {
            Self::Deny(between) | Self::Require(between) => between,
        }
    }
}

/// One party, or several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Parties {
    /// One.
    One(Party),
    /// Several; at least one.
    Several(#[schemars(length(min = 1))] Vec<Party>),
}

impl Parties {
    /// All of them, each with its index where there is a list.
    pub fn iter(&self) -> impl Iterator<Item = (Option<usize>, &Party)> {
        match self {
            Self::One(party) => std::slice::from_ref(party).iter().enumerate(),
            Self::Several(parties) => parties.iter().enumerate(),
        }
        .map(|(index, party)| (matches!(self, Self::Several(_)).then_some(index), party))
    }
}

impl<'de> Deserialize<'de> for Parties {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Parties;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("who is meant, such as `internet`, `data` or `postgresql`, or a list of them")
            }

            fn visit_str<E: de::Error>(self, party: &str) -> Result<Parties, E> {
                Party::new(party).map(Parties::One).map_err(E::custom)
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, list: A) -> Result<Parties, A::Error> {
                let parties = Vec::deserialize(de::value::SeqAccessDeserializer::new(list))?;
                if parties.is_empty() {
                    return Err(de::Error::custom("a side of a policy cannot be empty"));
                }
                Ok(Parties::Several(parties))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}
