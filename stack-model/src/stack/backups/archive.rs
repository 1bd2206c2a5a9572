//! `Archive`: a copy of repositories on another machine.

use crate::value::{AbsolutePath, Cron, Duration, HostName, Port, RepositoryName, SshPublicKey, UserName};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A copy of repositories on another machine, a NAS for instance: `restic copy` on the machine of Zerobyte, over SFTP within the
/// VPN. Nothing is ever forgotten there. The password of the copies is the secret `backups_archive_password`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Archive {
    /// The machine that it is on: one that nothing is deployed to, with an address on the VPN.
    pub host: HostName,
    /// The user there.
    pub user: UserName,
    /// The port of its ssh. 22 unless written.
    #[serde(default = "default_port")]
    pub port: Port,
    /// The public key by which it is known. None other is taken, and none is asked for the first time.
    pub host_key: SshPublicKey,
    /// The folder there. Each repository has one below it, by environment and name.
    pub path: AbsolutePath,
    /// The repositories that are copied. All, unless some are written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repositories: Vec<RepositoryName>,
    /// When it begins, in the time zone of Zerobyte.
    pub at: Cron,
    /// How long it takes at most: no job begins on a repository that it reads meanwhile, and it is ended then.
    pub within: Duration,
}

const fn default_port() -> Port {
    Port::constant(22)
}
