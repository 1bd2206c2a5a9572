//! `Backups`: what is copied, where to, when, and how long it stays.

mod archive;
mod export;
mod job;
mod retention;
mod state;
mod strategy;
mod survivors;
mod zerobyte;

pub use archive::Archive;
pub use export::Export;
pub use job::{Job, JobSource, Retry};
pub use retention::{EmptyRetention, Retention};
pub use state::StateCopy;
pub use strategy::BackupStrategy;
pub use survivors::Restic;
pub use zerobyte::{Repository, Zerobyte};

use crate::value::{Cron, Duration, EnvironmentName, Timezone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is copied, where to, when, and how long it stays. What there is to copy is not written: it follows from the services.
///
/// Tiers: dumps on the machine itself (`local`), the newest of them as plain files (`export`), what Zerobyte pulls into
/// repositories (`zerobyte`), and a copy of those on another machine (`zerobyte.archive`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Backups {
    /// The environments whose dumps are pulled. All but the one that is made for a trial, if none are written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub environments: Vec<EnvironmentName>,
    /// The dumps that each machine makes of what it keeps, before they are pulled.
    #[serde(default)]
    pub local: LocalDump,
    /// The newest dumps as plain files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub export: Option<Export>,
    /// The Zerobyte that pulls dumps into repositories. It runs already: it is configured, not deployed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zerobyte: Option<Zerobyte>,
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
    /// How old the newest dump is at most while none fails, in whole minutes.
    pub fn max_age(&self) -> Duration {
        self.at.schedule().max_age(self.within)
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
