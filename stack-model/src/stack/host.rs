//! `Host`: a machine.

use super::PerEnv;
use crate::value::{MemorySize, Subnet, UserName};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{fmt, net::IpAddr};

/// A machine.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Host {
    /// Whether Stackwright deploys to it.
    #[serde(default)]
    pub role: HostRole,
    /// Processor architecture.
    #[serde(default)]
    pub arch: Arch,
    /// Operating system.
    #[serde(default)]
    pub os: OperatingSystem,
    /// The user that Ansible logs in as, and that owns `/opt/<project>`. `deploy` unless written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<UserName>,
    /// Its addresses, by plane.
    #[serde(default)]
    pub addresses: Addresses,
    /// Its Docker engine.
    #[serde(default)]
    pub docker: DockerEngine,
}

/// Whether Stackwright deploys to a machine, or only knows of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HostRole {
    /// Containers run there.
    #[default]
    Deployed,
    /// It exists already: the VPN's hub, a NAS. Named, perhaps configured, never deployed to.
    External,
}

/// A processor architecture, in Docker's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Arch {
    /// x86-64.
    #[default]
    Amd64,
    /// 64-bit ARM.
    Arm64,
}

/// An operating system that the generated roles know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum OperatingSystem {
    /// Debian 13, trixie.
    #[default]
    #[serde(rename = "debian-13")]
    Debian13,
    /// Debian 12, bookworm.
    #[serde(rename = "debian-12")]
    Debian12,
    /// Ubuntu 24.04, noble.
    #[serde(rename = "ubuntu-24.04")]
    Ubuntu2404,
}

/// A network plane: which of a machine's addresses is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Plane {
    /// The Internet.
    Public,
    /// The VPN.
    Mesh,
    /// The local network.
    Lan,
}

impl fmt::Display for Plane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Public => "public",
            Self::Mesh => "mesh",
            Self::Lan => "lan",
        })
    }
}

/// A machine's addresses, one for each plane, and for each environment where they differ.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Addresses {
    /// On the Internet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public: Option<PerEnv<IpAddr>>,
    /// On the VPN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mesh: Option<PerEnv<IpAddr>>,
    /// On the local network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lan: Option<PerEnv<IpAddr>>,
}

impl Addresses {
    /// The planes in a fixed order.
    pub const PLANES: [Plane; 3] = [Plane::Public, Plane::Mesh, Plane::Lan];

    /// The addresses on one plane.
    pub fn on(&self, plane: Plane) -> Option<&PerEnv<IpAddr>> {
        match plane {
            Plane::Public => self.public.as_ref(),
            Plane::Mesh => self.mesh.as_ref(),
            Plane::Lan => self.lan.as_ref(),
        }
    }
}

/// The settings of a machine's Docker engine (`/etc/docker/daemon.json`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DockerEngine {
    /// Where Docker takes the subnets of networks that name none.
    #[serde(default = "default_pools")]
    pub address_pools: Vec<AddressPool>,
    /// How container logs are kept.
    #[serde(default)]
    pub log: LogRotation,
}

/// A range that Docker cuts subnets from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressPool {
    /// The whole range.
    pub base: Subnet,
    /// The prefix length of each subnet, in bits.
    #[schemars(range(min = 8, max = 30))]
    pub size: u8,
}

/// How a container's log is rotated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogRotation {
    /// The size at which a new file begins.
    pub max_size: MemorySize,
    /// How many files are kept.
    #[schemars(range(min = 1, max = 100))]
    pub max_file: u8,
}

impl Default for DockerEngine {
    fn default() -> Self {
        Self { address_pools: default_pools(), log: LogRotation::default() }
    }
}

impl Default for LogRotation {
    /// Three files of 10 MiB.
    fn default() -> Self {
        Self { max_size: MemorySize::from_mib(10), max_file: 3 }
    }
}

fn default_pools() -> Vec<AddressPool> {
    let base = Subnet::new("172.21.0.0/16").expect("the default pool is a subnet");
    vec![AddressPool { base, size: 24 }]
}
