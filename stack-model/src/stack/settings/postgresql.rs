//! `PostgresqlSettings`: the database server.

use crate::value::{DatabaseName, ExtensionName};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Settings of the database server.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PostgresqlSettings {
    /// Databases beyond those that follow from `uses`, or more about those.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub databases: IndexMap<DatabaseName, Database>,
    /// Connections, at most. One for each 8 MiB of the memory limit unless written, and no more than 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 10, max = 10000))]
    pub max_connections: Option<u32>,
}

/// A database.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// The role that owns it. The service that uses it, unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<DatabaseName>,
    /// Tables made in it, owned by its owner.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub migrations: Vec<Migration>,
    /// Extensions created in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<ExtensionName>,
}

/// Tables that workflows of the stack write to. Each is made in the database of those who write and read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Migration {
    /// Where each generated asset comes from: thirteen columns, one row an asset.
    AssetProvenance,
}

impl Migration {
    /// The migration's name, as `migrations:` spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AssetProvenance => "asset-provenance",
        }
    }
}
