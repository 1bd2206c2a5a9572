//! `GrafanaSettings`: alerts, and who is told of them.

use super::notify::{Hook, Telegram};
use crate::{
    stack::Alert,
    value::{AlertName, SecretName},
};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Settings of the dashboards and alerts.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GrafanaSettings {
    /// Who is told when an alert fires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// Alerts beside those that come by themselves. One with the name of such takes its place.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub alerts: IndexMap<AlertName, Alert>,
    /// Alerts that were written here once. Grafana keeps a rule whose file forgets it, so it has to be told to delete it
    /// (field report MON-04).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub retired_alerts: Vec<AlertName>,
}

/// Who is told when an alert fires. Each way names exactly what it needs (Grafana 12, pkg/services/ngalert/notifier).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Contact {
    /// A URL that is told by POST.
    Webhook(Hook),
    /// A Slack channel: the URL of its incoming webhook.
    Slack(Hook),
    /// A Discord channel: the URL of its webhook.
    Discord(Hook),
    /// A Telegram chat.
    Telegram(Telegram),
}

impl Contact {
    /// The secret that it needs.
    pub const fn secret(&self) -> &SecretName {
        match self {
            Self::Webhook(hook) | Self::Slack(hook) | Self::Discord(hook) => &hook.url,
            Self::Telegram(telegram) => &telegram.token,
        }
    }
}
