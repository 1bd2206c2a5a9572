//! `RedisSettings`: the cache.

use crate::{stack::PerEnv, value::MemorySize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Settings of the cache.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RedisSettings {
    /// Memory for data. Three quarters of the container's limit unless written; the rest is for copies while saving.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maxmemory: Option<PerEnv<MemorySize>>,
    /// What is dropped when that memory is full.
    pub eviction: Eviction,
}

/// What a full Redis does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Eviction {
    /// Drops the key that was used longest ago: right for a cache, wrong for a queue.
    #[default]
    AllkeysLru,
    /// Refuses writes: right for a queue or for sessions.
    Noeviction,
}

impl Eviction {
    /// The value of `maxmemory-policy`.
    pub const fn policy(self) -> &'static str {
        match self {
            Self::AllkeysLru => "allkeys-lru",
            Self::Noeviction => "noeviction",
        }
    }
}
