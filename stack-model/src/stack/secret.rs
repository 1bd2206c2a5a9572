//! `Secret`: the name of a value that is never here.

use crate::value::Line;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A secret that the stack needs: its name and its alphabet. The value lives in the vault, or in `.env`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Secret {
    /// What it may be made of.
    #[serde(default)]
    pub charset: SecretCharset,
    /// What it is for, for the person who fills the vault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Line>,
}

/// What a secret may be made of. Each alphabet is inert in YAML, shell, SQL, URLs and env files, but for the dollars of a
/// hash, which stand in single quotes there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SecretCharset {
    /// Letters, digits, `-`, `_` and `.`: what RFC 3986 leaves unreserved.
    #[default]
    UrlSafe,
    /// Hexadecimal digits.
    Hex,
    /// As `url-safe`, and `:`, which stands in the token of every bot of Telegram (core.telegram.org, "Bot API").
    Token,
    /// Letters, digits, `+`, `/` and `=`: keys of object stores.
    Base64,
    /// An https URL without quotes, spaces, `$` and backslashes.
    Url,
    /// A bcrypt hash.
    Bcrypt,
    /// Exactly 32 letters and digits: what Uptime Kuma has as the token of a push monitor.
    PushToken,
}

impl SecretCharset {
    /// The regular expression that a value matches.
    pub const fn pattern(self) -> &'static str {
        match self {
            Self::UrlSafe => "^[A-Za-z0-9._-]+$",
            Self::Hex => "^[0-9a-f]+$",
            Self::Base64 => "^[A-Za-z0-9+/=]+$",
            Self::Token => "^[A-Za-z0-9._:-]+$",
            Self::Url => "^https://[A-Za-z0-9._~:/?#@!&()*+,;=%-]+$",
            // A dollar in brackets needs no escape in any of the files that the pattern stands in.
            Self::Bcrypt => "^[$]2[aby][$][0-9]{2}[$][./A-Za-z0-9]{53}$",
            Self::PushToken => "^[A-Za-z0-9]{32}$",
        }
    }

    /// How many characters a value has that is drawn at random; none if no value can be. 48 letters and digits are 285 bits,
    /// 64 hexadecimal digits 256 bits: what the longest key that an application asks for has (n8n, Kaneo: 32 bytes).
    pub const fn drawn_length(self) -> Option<u8> {
        match self {
            Self::UrlSafe => Some(48),
            Self::Hex => Some(64),
            Self::PushToken => Some(32),
            Self::Token | Self::Base64 | Self::Url | Self::Bcrypt => None,
        }
    }

    /// Whether compose would take a part of the value for a reference, unless it stands in single quotes in `.env`.
    pub const fn needs_quotes(self) -> bool {
        matches!(self, Self::Bcrypt)
    }
}
