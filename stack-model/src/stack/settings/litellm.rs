//! `LitellmSettings`: the proxy in front of the model providers.

use crate::value::{Line, ModelName, SecretName};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Settings of the proxy in front of the model providers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LitellmSettings {
    /// The models that it offers, by the name that clients use.
    pub models: IndexMap<ModelName, Model>,
    /// What may be spent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<Budget>,
}

/// A model behind the proxy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The provider's name for it, as `provider/model`.
    pub model: ModelName,
    /// The secret that holds the provider's key.
    pub key: SecretName,
    /// Tokens of an answer, at most, unless the request says less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u32>,
    /// Tokens that the model reads, at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_input_tokens: Option<u32>,
    /// The models asked next when this one fails, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fallback: Vec<ModelName>,
    /// A word for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Line>,
}

/// What may be spent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// US dollars.
    #[schemars(range(min = 0))]
    pub usd: f64,
    /// The time in which they may be spent.
    pub per: BudgetPeriod,
}

/// A budget's period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BudgetPeriod {
    /// 24 hours.
    Day,
    /// 7 days.
    Week,
    /// 30 days.
    Month,
}
