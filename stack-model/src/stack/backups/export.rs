//! `Export`: the newest dumps as plain files in a bucket.

use crate::{
    stack::PerEnv,
    value::{BucketName, Cron, Duration, HttpsOrigin, ServiceName},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The newest dumps as plain files in a bucket, readable without restic: what another environment is filled from.
///
/// The newest whole artefact of each is there, and nothing older: how long something stays cannot be written. The keys of the
/// bucket are the secrets `backups_export_access_key` and `backups_export_secret_key`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Export {
    /// The services whose dumps are laid out. All that are dumped, unless some are written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<ServiceName>,
    /// Where the object store is asked.
    pub endpoint: HttpsOrigin,
    /// The bucket, which holds nothing else, and no repository. By environment where more than one is backed up; nothing is
    /// laid out in one that is left out.
    pub bucket: PerEnv<BucketName>,
    /// When each machine begins, in the time zone of `local`: its dumps must have ended by then.
    pub at: Cron,
    /// How long it takes at most: it is ended then.
    pub within: Duration,
}
