//! `RedisIndex`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// The number of a database of a Redis, 0 to 15: a server has sixteen (redis.io, `redis.conf`, `databases`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct RedisIndex(u8);

impl JsonSchema for RedisIndex {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RedisIndex".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "minimum": 0, "maximum": 15 })
    }
}

/// A number that no database has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a database of a Redis is a number from 0 to 15")]
pub struct InvalidRedisIndex;

impl RedisIndex {
    /// The databases that a server has.
    pub const COUNT: u8 = 16;

    /// Takes a number.
    ///
    /// # Errors
    /// [`InvalidRedisIndex`] above 15.
    pub const fn new(index: u8) -> Result<Self, InvalidRedisIndex> {
        if index < Self::COUNT { Ok(Self(index)) } else { Err(InvalidRedisIndex) }
    }

    /// Every database, from the first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Self::COUNT).map(Self)
    }

    /// The one with the highest number.
    pub const fn last() -> Self {
        Self(Self::COUNT - 1)
    }

    /// The number.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for RedisIndex {
    type Error = InvalidRedisIndex;

    fn try_from(index: u8) -> Result<Self, InvalidRedisIndex> {
        Self::new(index)
    }
}

impl From<RedisIndex> for u8 {
    fn from(index: RedisIndex) -> Self {
        index.0
    }
}

impl fmt::Display for RedisIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
