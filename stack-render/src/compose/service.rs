//! `Service`: one service of a compose file.

use super::{
    Build, Cgroup, Dependency, Deploy, Device, EnvFile, Form, Healthcheck, Image, Labels, Logging, Mount,
    PullPolicy, Restart, SecurityOption, ServiceNetworks, UserId, file::is_false,
};
use indexmap::IndexMap;
use serde::Serialize;
use stack_model::{Duration, MemorySize, PortMapping, ProfileName, ServiceName, VariableName};

/// A service (<https://docs.docker.com/reference/compose-file/services/>). The keys are in the order in which they are printed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(bound = "")]
pub struct Service<F: Form> {
    /// How its image is built; none if it is pulled (<https://docs.docker.com/reference/compose-file/services/#build>).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build: Option<Build<F>>,
    /// The image that its container is made from (<https://docs.docker.com/reference/compose-file/services/#image>).
    pub image: Image<F>,
    /// When compose fetches or builds the image; none for compose's own choice, which is to pull what is missing
    /// (<https://docs.docker.com/reference/compose-file/services/#pull_policy>).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pull_policy: Option<PullPolicy>,
    /// The name of its one container (<https://docs.docker.com/reference/compose-file/services/#container_name>).
    pub container_name: F::Text,
    /// When the engine starts its container again (<https://docs.docker.com/reference/compose-file/services/#restart>).
    pub restart: Restart,
    /// The time between `SIGTERM` and `SIGKILL` when it is stopped
    /// (<https://docs.docker.com/reference/compose-file/services/#stop_grace_period>).
    pub stop_grace_period: Duration,
    /// The profiles of which one must be active for it to start; always if there are none
    /// (<https://docs.docker.com/reference/compose-file/services/#profiles>).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<ProfileName>,
    /// The user that its program starts as; that of the image if none
    /// (<https://docs.docker.com/reference/compose-file/services/#user>).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<UserId>,
    /// The words after the entry point of the image; those of the image if there are none
    /// (<https://docs.docker.com/reference/compose-file/services/#command>).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub command: Vec<F::Text>,
    /// Files with variables of its environment (<https://docs.docker.com/reference/compose-file/services/#env_file>).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub env_file: Vec<EnvFile>,
    /// Variables of its environment; they win over those of the files
    /// (<https://docs.docker.com/reference/compose-file/services/#environment>).
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub environment: IndexMap<VariableName, F::Text>,
    /// The ports of the machine that lead to it (<https://docs.docker.com/reference/compose-file/services/#ports>).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<PortMapping>,
    /// The networks that it joins (<https://docs.docker.com/reference/compose-file/services/#networks>).
    pub networks: ServiceNetworks<F>,
    /// The files and folders of the machine that it sees (<https://docs.docker.com/reference/compose-file/services/#volumes>).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub volumes: Vec<Mount<F>>,
    /// The services that its start waits for (<https://docs.docker.com/reference/compose-file/services/#depends_on>).
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub depends_on: IndexMap<ServiceName, Dependency>,
    /// How the engine finds out whether it is healthy; as the image says if none
    /// (<https://docs.docker.com/reference/compose-file/services/#healthcheck>).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub healthcheck: Option<Healthcheck<F>>,
    /// The capabilities of the kernel that are taken from it (<https://docs.docker.com/reference/compose-file/services/#cap_drop>).
    pub cap_drop: Vec<&'static str>,
    /// The capabilities that it is given back (<https://docs.docker.com/reference/compose-file/services/#cap_add>).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cap_add: Vec<&'static str>,
    /// What else of the kernel's security is set for it (<https://docs.docker.com/reference/compose-file/services/#security_opt>).
    pub security_opt: Vec<SecurityOption>,
    /// Whether its root filesystem cannot be written to (<https://docs.docker.com/reference/compose-file/services/#read_only>).
    #[serde(skip_serializing_if = "is_false")]
    pub read_only: bool,
    /// Its folders in memory (<https://docs.docker.com/reference/compose-file/services/#tmpfs>).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tmpfs: Vec<&'static str>,
    /// Whose control groups it sees; its own if none (<https://docs.docker.com/reference/compose-file/services/#cgroup>).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cgroup: Option<Cgroup>,
    /// The devices of the machine that it may open (<https://docs.docker.com/reference/compose-file/services/#devices>).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub devices: Vec<Device>,
    /// Memory and swap together; as much as the memory limit means no swap
    /// (<https://docs.docker.com/reference/compose-file/services/#memswap_limit>).
    pub memswap_limit: F::Leaf<MemorySize>,
    /// What it may use of the machine (<https://docs.docker.com/reference/compose-file/deploy/>).
    pub deploy: Deploy<F>,
    /// Where its output goes (<https://docs.docker.com/reference/compose-file/services/#logging>).
    pub logging: Logging,
    /// What other programs read of its container (<https://docs.docker.com/reference/compose-file/services/#labels>).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<Labels<F>>,
}
