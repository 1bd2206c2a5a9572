//! `StateCopy`: the copy of what Zerobyte knows itself.

use super::Retention;
use crate::value::{Cron, Duration, EnvironmentName, RepositoryName};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The copy of what Zerobyte knows itself, its database and the secret by which that is encrypted: made by a timer on its machine
/// and put into one of its repositories.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StateCopy {
    /// The repository.
    pub into: RepositoryName,
    /// The environment whose bucket is meant: who opens it has the keys of all that Zerobyte knows. The first that is backed
    /// up, unless written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<EnvironmentName>,
    /// When it begins, in the time zone of Zerobyte.
    pub at: Cron,
    /// How long it takes at most, with the clean-up that follows it: it is ended then.
    pub within: Duration,
    /// Which of its snapshots stay. Said here or by its repository, and never by both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep: Option<Retention>,
}
