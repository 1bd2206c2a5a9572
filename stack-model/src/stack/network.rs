//! `Network`: a Docker network.

use crate::value::Subnet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A Docker bridge network with a fixed subnet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// Its subnet, outside the pools that Docker hands out by itself.
    pub subnet: Subnet,
    /// Whether it has no way to the Internet, and none from it.
    #[serde(default)]
    pub internal: bool,
}
