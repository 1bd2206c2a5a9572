//! `Port` and `Protocol`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// A TCP or UDP port, 1 to 65535.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Port(u16);

impl JsonSchema for Port {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Port".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "minimum": 1, "maximum": 65535 })
    }
}

/// Port 0 was given, which means "any port" to a kernel and nothing to a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a port is a number from 1 to 65535")]
pub struct InvalidPort;

impl Port {
    /// Takes a port number.
    ///
    /// # Errors
    /// [`InvalidPort`] for 0.
    pub const fn new(port: u16) -> Result<Self, InvalidPort> {
        if port == 0 { Err(InvalidPort) } else { Ok(Self(port)) }
    }

    /// A port of the catalogue, where the number is a constant.
    pub(crate) const fn constant(port: u16) -> Self {
        assert!(port != 0, "a catalogue port is never 0");
        Self(port)
    }

    /// The number.
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for Port {
    type Error = InvalidPort;

    fn try_from(port: u16) -> Result<Self, InvalidPort> {
        Self::new(port)
    }
}

impl From<Port> for u16 {
    fn from(port: Port) -> Self {
        port.0
    }
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A transport protocol.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// TCP.
    #[default]
    Tcp,
    /// UDP.
    Udp,
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        })
    }
}
