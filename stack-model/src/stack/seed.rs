//! `Seed`: what an environment is filled with before its applications first start.

use crate::value::{DatabaseName, EnvironmentName};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an environment is filled with before its applications first start: the databases that another one lays out by
/// `backups.export`, without persons, credentials and keys, and with nothing in them that acts.
///
/// Never an environment whose data is real: one that is backed up, or that is deployed after its name was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Seed {
    /// The environment whose databases they are. Its bucket is opened by the secrets of `backups.export` in the vault of this
    /// environment: a key that reads is enough.
    pub from: EnvironmentName,
    /// Databases that start empty. Of each other database an anonymisation must be known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<DatabaseName>,
}
