//! `Monitoring`: what watches the stack from outside of it.

use crate::value::{EnvironmentName, HostName, Port, UserName};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What watches the stack from outside of it. What is watched is not written: it follows from the routes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Monitoring {
    /// An Uptime Kuma that runs already. It is configured, not deployed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uptime_kuma: Option<UptimeKuma>,
}

impl Monitoring {
    /// Whether nothing is written.
    pub const fn is_empty(&self) -> bool {
        self.uptime_kuma.is_none()
    }
}

/// An Uptime Kuma, version 2, that runs already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UptimeKuma {
    /// The machine that it runs on, which asks from its address on the VPN and is asked there.
    pub host: HostName,
    /// The port of its page. 3001 unless written (Uptime Kuma 2.5.3, `server/config.js`).
    #[serde(default = "default_port")]
    pub port: Port,
    /// The user of Uptime Kuma that owns the monitors. `admin` unless written. The password is the secret
    /// `uptime_kuma_password`.
    #[serde(default = "default_user")]
    pub user: UserName,
    /// The environments that are watched; all if none are written. The first has monitors named after the project
    /// alone, the others name themselves too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub environments: Vec<EnvironmentName>,
}

const fn default_port() -> Port {
    Port::constant(3001)
}

fn default_user() -> UserName {
    UserName::new("admin").expect("`admin` is a user's name")
}
