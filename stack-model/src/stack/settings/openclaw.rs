//! `OpenclawSettings`: the agent gateway.

use crate::value::ModelName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Settings of the agent gateway.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OpenclawSettings {
    /// The model that agents use, one of those that the model proxy offers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelName>,
    /// The model that texts are embedded with, one of those that the model proxy offers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub embedding_model: Option<ModelName>,
}
