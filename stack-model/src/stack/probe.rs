//! `Probe`: how a container is asked whether it is healthy.

use super::Value;
use crate::value::{Duration, Port, UrlPath};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A health check. What is left out comes from the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Probe {
    /// The path of an HTTP request that answers 200 when all is well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http: Option<UrlPath>,
    /// The port asked; the service's first one if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<Port>,
    /// The name asked. `127.0.0.1` unless written, because `localhost` may mean `::1` first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<ProbeHost>,
    /// The tool inside the image that asks.
    #[serde(default, rename = "with", skip_serializing_if = "Option::is_none")]
    pub tool: Option<Tool>,
    /// A command of its own instead of a request; its first word is the tool.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub command: Vec<Value>,
    /// Time between two checks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<Duration>,
    /// Time after which a check has failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<Duration>,
    /// Failures in a row that make a container unhealthy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retries: Option<u8>,
    /// Time after the start in which failures do not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_period: Option<Duration>,
}

/// The name that a probe asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum ProbeHost {
    /// The IPv4 loopback address.
    #[default]
    #[serde(rename = "127.0.0.1")]
    Loopback,
    /// The name, which many images resolve to `::1` first.
    #[serde(rename = "localhost")]
    Localhost,
}

impl fmt::Display for ProbeHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Loopback => "127.0.0.1",
            Self::Localhost => "localhost",
        })
    }
}

/// A program inside an image that a probe can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Tool {
    /// GNU or `BusyBox` wget.
    Wget,
    /// curl.
    Curl,
    /// Python 3 with urllib.
    Python,
    /// Node with `fetch`.
    Node,
    /// bash with `/dev/tcp`.
    Bash,
    /// A POSIX shell.
    Sh,
    /// `pg_isready` of `PostgreSQL`.
    #[serde(rename = "pg_isready")]
    PgIsready,
    /// `redis-cli`.
    RedisCli,
    /// The image's own program, which has a health command.
    Itself,
}

impl Tool {
    /// The tool's name, as `with:` spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wget => "wget",
            Self::Curl => "curl",
            Self::Python => "python",
            Self::Node => "node",
            Self::Bash => "bash",
            Self::Sh => "sh",
            Self::PgIsready => "pg_isready",
            Self::RedisCli => "redis-cli",
            Self::Itself => "itself",
        }
    }

    /// The tool that a command's first word stands for, if it is one that the catalogue keeps account of.
    pub fn of_command(word: &str) -> Option<Self> {
        match word.rsplit('/').next().unwrap_or(word) {
            "wget" => Some(Self::Wget),
            "curl" => Some(Self::Curl),
            "python" | "python3" => Some(Self::Python),
            "node" => Some(Self::Node),
            "bash" => Some(Self::Bash),
            "sh" => Some(Self::Sh),
            "pg_isready" => Some(Self::PgIsready),
            "redis-cli" => Some(Self::RedisCli),
            _ => None,
        }
    }

    /// Whether the tool can make an HTTP request.
    pub const fn speaks_http(self) -> bool {
        matches!(self, Self::Wget | Self::Curl | Self::Python | Self::Node | Self::Bash)
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
