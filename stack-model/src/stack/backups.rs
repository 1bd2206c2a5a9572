//! `Backups`: what is copied, where to, when, and how long it stays.

mod export;
mod job;
mod retention;
mod strategy;
mod survivors;

pub use export::Export;
pub use job::{Job, JobSource};
pub use retention::{EmptyRetention, Retention};
pub use strategy::BackupStrategy;
pub use survivors::Restic;

use super::PerEnv;
use crate::value::{
    BucketName, Cron, DeploymentName, Duration, HostName, HttpsOrigin, JobName, Line, RepositoryName,
    SshPublicKey, Timezone,
};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is copied, where to, when, and how long it stays. What there is to copy is not written: it follows from the services.
///
/// Three tiers: dumps on the machine itself (`local`), what Zerobyte pulls from there into repositories (`jobs`), and the newest of
/// them as plain files (`export`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Backups {
    /// The environments whose dumps are pulled. All but the one that is made for a trial, if none are written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub environments: Vec<DeploymentName>,
    /// The dumps that each machine makes of what it keeps, before anybody pulls them.
    #[serde(default)]
    pub local: LocalDump,
    /// The Zerobyte that pulls them. It runs already: it is configured, not deployed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zerobyte: Option<Zerobyte>,
    /// Where it puts them.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub repositories: IndexMap<RepositoryName, Repository>,
    /// What is pulled when.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub jobs: IndexMap<JobName, Job>,
    /// The newest dumps as plain files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub export: Option<Export>,
}

/// The dumps that each machine makes of what it keeps: a timer of systemd, with its time zone written beside the time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LocalDump {
    /// When they begin. 02:55 every day unless written.
    #[serde(default = "default_at")]
    pub at: Cron,
    /// How long they take at most: nothing is pulled before. Four minutes unless written.
    #[serde(default = "default_within")]
    pub within: Duration,
    /// How long they stay on the machine; the newest one stays however old it is. Three days unless written.
    #[serde(default = "default_keep")]
    pub keep: Duration,
    /// The time zone of `at`. UTC unless written: it skips no hour and repeats none.
    #[serde(default = "Timezone::utc")]
    pub timezone: Timezone,
}

impl LocalDump {
    /// Minutes that the newest dump is old at most while none fails: the longest time between two runs, and that which a run takes.
    pub fn oldest_minutes(&self) -> u64 {
        u64::from(self.at.schedule().longest_gap()) + self.within.seconds().div_ceil(60)
    }
}

impl Default for LocalDump {
    fn default() -> Self {
        Self { at: default_at(), within: default_within(), keep: default_keep(), timezone: Timezone::utc() }
    }
}

fn default_at() -> Cron {
    Cron::new("55 2 * * *").expect("the default is a schedule")
}

const fn default_within() -> Duration {
    Duration::from_seconds(4 * 60)
}

const fn default_keep() -> Duration {
    Duration::from_seconds(72 * 3600)
}

/// A Zerobyte, version 0.41 or later, that runs already: it pulls dumps over the VPN and hands them to restic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Zerobyte {
    /// The machine that it runs on. It reaches the machines with dumps over the VPN.
    pub host: HostName,
    /// Where it is asked: its `BASE_URL`. The key of its API is the secret `zerobyte_api_key`.
    pub url: HttpsOrigin,
    /// The organization in it that everything belongs to: the `activeOrganizationId` of a session of its first user. It exists
    /// from the first sign-in on, and does not change.
    pub organization: Line,
    /// The key by which it reads the dumps of a machine. The private half is in its container alone, as the secret file
    /// `zerobyte_sftp_key`.
    pub public_key: SshPublicKey,
    /// The time zone of its container (`TZ`), in which every job's `at` is meant. UTC unless written, as in the image.
    #[serde(default = "Timezone::utc")]
    pub timezone: Timezone,
}

/// A repository of restic in a bucket. Its password and the keys of its bucket are secrets: `backup_<name>_password`,
/// `backup_<name>_access_key` and `backup_<name>_secret_key`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Repository {
    /// Where the object store is asked.
    pub endpoint: HttpsOrigin,
    /// The bucket, which holds nothing else. Each environment that is backed up has one of its own.
    pub bucket: PerEnv<BucketName>,
}
