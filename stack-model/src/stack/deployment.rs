//! `Deployment`: one environment, with the size of its machines.

use super::Seed;
use crate::value::{CpuShare, DomainName, HostName, Line, MemorySize, ProfileName};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One deployment of the whole stack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deployment {
    /// The domain that every route stands below.
    pub domain: DomainName,
    /// The size of each machine here.
    pub hosts: IndexMap<HostName, HostSize>,
    /// Compose profiles that do not run here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<ProfileName>,
    /// What it is filled with before its applications first start. Nothing unless written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<Seed>,
}

/// What a machine has, and what of it the containers may not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HostSize {
    /// The memory that `free` shows, which is less than the advertised one.
    pub memory: MemorySize,
    /// Processors.
    pub cpus: CpuShare,
    /// Kept for the kernel, sshd, dockerd, the VPN and the page cache. 1024 MiB unless written.
    #[serde(default = "default_reserve")]
    pub reserve: MemorySize,
    /// The provider's name for this size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_type: Option<Line>,
}

/// The reserve of a host that states none: what Debian, dockerd, tailscaled and `CrowdSec` need together
/// (field report RES-01 asks for 1 GiB or more).
const fn default_reserve() -> MemorySize {
    MemorySize::from_mib(1024)
}
