//! `Delivery`: how the stack gets to its machines without a person at a terminal.

use crate::value::{DomainName, Duration, EnvironmentName, LocationName, SecretName};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the stack gets to its machines by GitHub's workflows. Without it, the generated repository is only checked there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// The environments that a person deploys by a workflow of their own, after the environment's name was typed once
    /// more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub confirmed: Vec<EnvironmentName>,
    /// The environment that is put on a machine made for one run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trial: Option<Trial>,
    /// Where the records of public names are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dns: Option<DnsZone>,
    /// The test that follows each deployment.
    #[serde(default)]
    pub smoke: Smoke,
}

/// An environment whose machine is made for one run, tried, and destroyed.
///
/// The machine answers ssh where GitHub's runners reach it: it never becomes a member of the VPN, and ssh is not narrowed.
/// Its size is the `server_type` of the environment's machine, its image the machine's `os`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// The environment.
    pub environment: EnvironmentName,
    /// Who rents the machine out.
    #[serde(default)]
    pub provider: Provider,
    /// The provider's name for the place, such as `nbg1`.
    pub location: LocationName,
    /// What is kept of the machine.
    #[serde(default)]
    pub snapshots: Snapshots,
}

/// Who rents machines out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Provider {
    /// Hetzner Cloud.
    #[default]
    Hetzner,
}

/// What is kept of a machine that was made for one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Snapshots {
    /// Nothing. A snapshot of a configured machine holds its secrets, and is no base for a clean test.
    #[default]
    None,
    /// One of each machine that failed its test, to look at. Those of earlier runs are deleted.
    LastFailure,
}

/// The zone that the records of public names are kept in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DnsZone {
    /// Who keeps it. Its credentials are the secrets `ovh_application_key`, `ovh_application_secret` and
    /// `ovh_consumer_key`.
    pub provider: DnsProvider,
    /// The zone. Every environment's domain is this, or below it.
    pub zone: DomainName,
    /// Which of the provider's APIs has it.
    #[serde(default)]
    pub endpoint: OvhEndpoint,
}

/// Who keeps a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DnsProvider {
    /// OVH.
    Ovh,
}

/// One of OVH's APIs (python-ovh 1.2.0, `ovh/client.py`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OvhEndpoint {
    /// Europe.
    #[default]
    OvhEu,
    /// Canada.
    OvhCa,
    /// The United States.
    OvhUs,
}

impl OvhEndpoint {
    /// The name by which OVH's clients know it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OvhEu => "ovh-eu",
            Self::OvhCa => "ovh-ca",
            Self::OvhUs => "ovh-us",
        }
    }
}

/// The test that follows each deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Smoke {
    /// How long answers that are wrong at first are asked for again: certificates are made when a name is first asked
    /// for. Ten minutes unless written.
    #[serde(default = "default_wait")]
    pub wait: Duration,
}

impl Default for Smoke {
    fn default() -> Self {
        Self { wait: default_wait() }
    }
}

const fn default_wait() -> Duration {
    Duration::from_seconds(600)
}

impl Delivery {
    /// Whether nothing is written.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl DnsZone {
    /// The secrets that the provider knows us by, with what each is.
    pub fn credentials(&self) -> [(SecretName, &'static str); 3] {
        let secret = |name, what| {
            (SecretName::new(name).expect("the names of the credentials are secrets' names"), what)
        };
        [
            secret("ovh_application_key", "application key"),
            secret("ovh_application_secret", "application secret"),
            secret("ovh_consumer_key", "consumer key"),
        ]
    }
}
