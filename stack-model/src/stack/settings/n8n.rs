//! `N8nSettings`: workflow automation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Settings of the workflow automation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct N8nSettings {
    /// Hours after which the data of an execution is pruned. 168 (a week) unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub keep_executions_hours: Option<u32>,
}
