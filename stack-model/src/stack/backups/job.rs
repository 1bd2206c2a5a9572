//! `Job`: one source that Zerobyte pulls into one repository.

use super::Retention;
use crate::stack::PerEnv;
use crate::value::{Cron, Duration, HostName, RepositoryName, ServiceName};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;

/// One source that Zerobyte pulls into one repository: a schedule of its own, with a retention of its own.
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
    /// How long it takes at most, with the clean-up that follows it: no other job begins on its repository meanwhile.
    pub within: Duration,
    /// Which of its snapshots stay.
    pub keep: Retention,
}

/// What a job pulls.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum JobSource {
    /// What a service keeps.
    Service(ServiceName),
    /// `configs`: the settings that were written to a machine. A service of that name cannot be meant.
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
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = ServiceName::deserialize(deserializer)?;
        Ok(if name.as_str() == CONFIGS { Self::Configs } else { Self::Service(name) })
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
