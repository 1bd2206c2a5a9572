//! `Zerobyte`: who pulls dumps into repositories, when, and what becomes of them.

use super::{Archive, Job, Retention, StateCopy};
use crate::{
    stack::PerEnv,
    value::{
        BucketName, HostName, HttpsOrigin, JobName, OrganizationId, RepositoryName, SshPublicKey, Timezone,
    },
};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A Zerobyte, version 0.41 or later, that runs already: it pulls dumps over the VPN and hands them to restic. What belongs to it
/// stands below it, so that there is no job without a Zerobyte that runs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Zerobyte {
    /// The machine that it runs on. It reaches the machines with dumps over the VPN.
    pub host: HostName,
    /// Where it is asked: its `BASE_URL`. The key of its API is the secret `zerobyte_api_key`.
    pub url: HttpsOrigin,
    /// The organization in it that everything belongs to: the `activeOrganizationId` of a session of its first user. It exists
    /// from the first sign-in on, and does not change.
    pub organization: OrganizationId,
    /// The key by which it reads the dumps of a machine. The private half is in its container alone, as the secret file
    /// `zerobyte_sftp_key`.
    pub public_key: SshPublicKey,
    /// The time zone of its container (`TZ`), in which every `at` below is meant. UTC unless written, as in the image.
    #[serde(default = "Timezone::utc")]
    pub timezone: Timezone,
    /// Where it puts what it pulls.
    pub repositories: IndexMap<RepositoryName, Repository>,
    /// What is pulled when.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub jobs: IndexMap<JobName, Job>,
    /// The copy of what it knows itself. There is always one: who reads every machine and holds every password is no less
    /// worth a backup than they are.
    pub state: StateCopy,
    /// The copy of its repositories on another machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archive: Option<Archive>,
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
    /// Which snapshots stay of each job that puts something into it, and of the copy of Zerobyte's state if that is here. One
    /// that differs is said at each of them instead. The archive of a repository forgets nothing, also where this is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep: Option<Retention>,
}

impl Zerobyte {
    /// Which snapshots of a job stay, as it is written at the job or at its repository. `None` if it is written at neither; the
    /// job's own if it is written at both. The rule `retention-unclear` rejects both cases.
    pub fn keep_of(&self, job: &Job) -> Option<Retention> {
        self.keep_in(&job.into, job.keep)
    }

    /// The same of the copy of its state.
    pub fn keep_of_state(&self) -> Option<Retention> {
        self.keep_in(&self.state.into, self.state.keep)
    }

    fn keep_in(&self, into: &RepositoryName, own: Option<Retention>) -> Option<Retention> {
        own.or_else(|| self.repositories.get(into)?.keep)
    }
}
