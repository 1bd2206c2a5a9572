//! `GrafanaSettings`: alerts, and who is told of them.

use crate::{
    observability::Alert,
    value::{AlertName, Line, SecretName},
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
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Contact {
    /// A URL that is told by POST.
    Webhook {
        /// The secret that holds the URL.
        url: SecretName,
    },
    /// A Slack channel.
    Slack {
        /// The secret that holds the URL of the incoming webhook.
        url: SecretName,
    },
    /// A Discord channel.
    Discord {
        /// The secret that holds the URL of the webhook.
        url: SecretName,
    },
    /// A Telegram chat.
    Telegram {
        /// The secret that holds the token of the bot.
        token: SecretName,
        /// The chat's number, or `@name` of a channel.
        chat_id: Line,
    },
}

impl Contact {
    /// The secret that it needs.
    pub const fn secret(&self) -> &SecretName {
        match self {
            Self::Webhook { url: secret }
            | Self::Slack { url: secret }
            | Self::Discord { url: secret }
            | Self::Telegram { token: secret, .. } => secret,
        }
    }
}
