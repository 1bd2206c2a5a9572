//! `Service`: a container.

use super::{BackupStrategy, PerEnv, Probe, Use, Value};
use crate::{
    catalogue::Kind,
    value::{
        CpuShare, HostName, ImageRef, MemorySize, NetworkName, Port, PortMapping, ProfileName, ServiceName,
        UrlPath, VariableName, VolumeName,
    },
};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A container. What is left out comes from the catalogue.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// What it is. The service's name, unless written; `container` for what the catalogue does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// The machine it runs on. May be left out where only one is deployed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<HostName>,
    /// The image, with a tag that names a version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<PerEnv<ImageRef>>,
    /// The networks it joins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub networks: Vec<NetworkName>,
    /// The services that it is a client of. Start order, database, role and credentials follow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uses: Vec<Use>,
    /// Start order beyond what `uses` says.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub depends_on: IndexMap<ServiceName, Condition>,
    /// The compose profiles it belongs to; always started if none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<ProfileName>,
    /// What it may use at most.
    #[serde(default)]
    pub limits: Limits,
    /// What is kept for it.
    #[serde(default)]
    pub reservations: Reservations,
    /// Ports published on the machine. Only the edge proxy should have any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<PortMapping>,
    /// The port a `container` listens on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listens: Option<Port>,
    /// Its health check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probe: Option<Probe>,
    /// Environment variables beyond those of the catalogue.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub environment: IndexMap<VariableName, Value>,
    /// The command of a `container`, word by word.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub command: Vec<Value>,
    /// The volumes of a `container`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub volumes: IndexMap<VolumeName, Volume>,
    /// Whether a `container` needs the Internet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub egress: bool,
    /// What is done about its data: `copy`, or `{ none: why nothing is lost }`. The catalogue's method unless written; a
    /// `container` with volumes must say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup: Option<BackupStrategy>,
    /// The settings of its kind, typed by the kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "crate::catalogue::settings::schema")]
    pub config: Option<serde_json::Value>,
}

/// What a start waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Condition {
    /// The other container is running.
    Started,
    /// The other container's probe has succeeded.
    Healthy,
    /// The other container has done its work and left with status 0.
    Completed,
}

/// What a container may use at most.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Memory; swap is not added to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<PerEnv<MemorySize>>,
    /// Processors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpus: Option<PerEnv<CpuShare>>,
}

/// What is kept for a container.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reservations {
    /// Memory that it keeps when the machine runs short.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<PerEnv<MemorySize>>,
}

/// A volume of a `container`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Volume {
    /// Where the container sees it.
    pub at: UrlPath,
    /// The numeric user and group that own its content.
    pub owner: u32,
}
