//! Where programs tell people of something: each way with all that it needs.

use crate::value::{DomainName, SecretName};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A URL that is told, by POST.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hook {
    /// The secret that holds the URL.
    pub url: SecretName,
}

/// The ways in which somebody is told. Each has its own fields, and each that is written is used.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Notify {
    /// A URL that gets JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook: Option<Hook>,
    /// An incoming webhook of Slack, or of Mattermost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slack: Option<Hook>,
    /// An incoming webhook of Discord.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discord: Option<Hook>,
    /// A chat of Telegram.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub telegram: Option<Telegram>,
    /// A topic of ntfy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ntfy: Option<Ntfy>,
}

/// A chat of Telegram.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Telegram {
    /// The secret that holds the bot's token; its `charset` is `token`.
    pub token: SecretName,
    /// The chat; a group's number is negative.
    pub chat_id: i64,
}

/// A topic of ntfy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ntfy {
    /// The secret that holds the topic: whoever knows it reads along.
    pub topic: SecretName,
    /// The server. `ntfy.sh` unless written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<DomainName>,
    /// The secret that holds an access token, for a server that asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<SecretName>,
}
