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
    /// Connections, at most. 100 unless written.
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
    /// Extensions created in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<ExtensionName>,
}
