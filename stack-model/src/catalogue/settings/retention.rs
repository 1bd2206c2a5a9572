//! `RetentionSettings`: how long metrics or logs are kept.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How long metrics or logs are kept.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RetentionSettings {
    /// Days. 30 for metrics and 14 for logs unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 3650))]
    pub retention_days: Option<u16>,
}

impl super::ApplicationSettings for RetentionSettings {}
