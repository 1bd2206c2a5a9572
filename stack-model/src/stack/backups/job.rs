//! `Job`: one source that Zerobyte pulls into one repository.

use super::Retention;
use crate::stack::PerEnv;
use crate::value::{Cron, Duration, HostName, RepositoryName, ServiceName};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::{
    fmt,
    num::{NonZeroU8, NonZeroU16},
};

/// One source that Zerobyte pulls into one repository: a schedule of its own, which forgets its own snapshots alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Job {
    /// What is pulled: a service that keeps data, or `configs`, the settings that were written to a machine.
    pub source: JobSource,
    /// The machine whose `configs` are meant. May be left out where only one is deployed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<HostName>,
    /// The repository.
    pub into: RepositoryName,
    /// When it begins, in the time zone of Zerobyte. By environment where more than one is backed up; it does not run in
    /// one that is left out.
    pub at: PerEnv<Cron>,
    /// How long a try takes at most, with the clean-up that follows it. With those that may follow it is the time in which no
    /// other job begins on its repository.
    pub within: Duration,
    /// Whether it is tried again after a failure. Not unless written: what is not copied tonight is tomorrow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry: Option<Retry>,
    /// Which of its snapshots stay. Said here or by its repository, and never by both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep: Option<Retention>,
    /// How long it takes until what it has taken is back, as it was measured on a drill. Nothing is assumed where it
    /// was not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back_within: Option<Duration>,
}

impl Job {
    /// The time from its start until the last try has ended.
    pub fn window(&self) -> Duration {
        let (tries, pauses) = self.retry.map_or((1, 0), |retry| {
            let times = u64::from(retry.times.get());
            (times + 1, times * u64::from(retry.after.get()) * 60)
        });
        Duration::from_seconds(self.within.seconds() * tries + pauses)
    }
}

/// How often a failed job is tried again. Its tries belong to the time that the job takes: `within` for each of them, and the pauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// How often, at most: 1 to 32 (Zerobyte 0.41.0, `app/server/modules/backups/backups.dto.ts`).
    #[schemars(range(min = 1, max = 32))]
    #[serde(deserialize_with = "times")]
    pub times: NonZeroU8,
    /// Minutes from a failure to the next try: 1 to 1440.
    #[schemars(range(min = 1, max = 1440))]
    #[serde(deserialize_with = "minutes")]
    pub after: NonZeroU16,
}

fn times<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NonZeroU8, D::Error> {
    let times = NonZeroU8::deserialize(deserializer)?;
    if times.get() <= 32 { Ok(times) } else { Err(D::Error::custom("a job is tried again 32 times at most")) }
}

fn minutes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NonZeroU16, D::Error> {
    let minutes = NonZeroU16::deserialize(deserializer)?;
    if minutes.get() <= 1440 {
        Ok(minutes)
    } else {
        Err(D::Error::custom("1440 minutes are the longest pause"))
    }
}

/// What a job pulls.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum JobSource {
    /// What a service keeps.
    Service(ServiceName),
    /// `configs`: the settings that were written to a machine. No service has that name.
    Configs,
}

const CONFIGS: &str = "configs";

impl fmt::Display for JobSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Service(name) => name.as_str(),
            Self::Configs => CONFIGS,
        })
    }
}

impl Serialize for JobSource {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for JobSource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        if name == CONFIGS {
            return Ok(Self::Configs);
        }
        ServiceName::new(name).map(Self::Service).map_err(D::Error::custom)
    }
}

impl JsonSchema for JobSource {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "JobSource".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = ServiceName::json_schema(generator);
        schema.insert("description".into(), "A service that keeps data, or `configs`.".into());
        schema.insert("examples".into(), serde_json::json!(["postgresql", CONFIGS]));
        schema
    }
}
