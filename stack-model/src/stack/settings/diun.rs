//! `DiunSettings`: the watcher of new image versions.

use super::Notify;
use crate::value::Cron;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Settings of the watcher of new image versions.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DiunSettings {
    /// When it looks. Every six hours unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Cron>,
    /// Who is told of a new version.
    pub notify: Notify,
}
