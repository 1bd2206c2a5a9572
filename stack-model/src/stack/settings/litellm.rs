//! `LitellmSettings`: the proxy in front of the model providers.

use super::Hook;
use crate::value::{Line, ModelName, ProviderName, SecretName};
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
    /// What may be spent at each provider. It is counted in the Redis that the proxy uses, and forgotten with it.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub provider_budgets: IndexMap<ProviderName, Budget>,
    /// Who is told when something is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alerting: Option<Alerting>,
}

/// Who is told when something is wrong with the proxy. Without Slack nobody is: each budget alert asks for it first
/// (litellm 1.83.3, `litellm/proxy/utils.py`; observed).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alerting {
    /// An incoming webhook of Slack, or a URL that takes its form, JSON with a `text`: failures, slow answers and budgets.
    pub slack: Hook,
    /// A URL that gets the numbers of a budget as JSON, and nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget_webhook: Option<Hook>,
}

impl Alerting {
    /// Each way that is used: its key, the name that the proxy has for it, and the variable that it reads the URL from
    /// (litellm 1.83.3, `litellm/integrations/SlackAlerting/slack_alerting.py`; `alerting_args.webhook_url` is read by
    /// nobody).
    pub fn ways(&self) -> Vec<(&'static str, &'static str, &'static str, &Hook)> {
        let slack = ("slack", "slack", "SLACK_WEBHOOK_URL", &self.slack);
        let webhook =
            self.budget_webhook.as_ref().map(|hook| ("budget_webhook", "webhook", "WEBHOOK_URL", hook));
        std::iter::once(slack).chain(webhook).collect()
    }
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
