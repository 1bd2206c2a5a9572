//! How the engine runs a container: restarts, user, privileges, labels.

use super::Form;
use serde::{Serialize, Serializer};
use std::fmt;

/// When the engine starts a container again (<https://docs.docker.com/reference/compose-file/services/#restart>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Restart {
    /// Whenever it ends and at the start of the engine, unless a person stopped it.
    UnlessStopped,
}

impl Restart {
    /// The word of Docker.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnlessStopped => "unless-stopped",
        }
    }
}

/// A numeric user, whose group has the same number (<https://docs.docker.com/reference/compose-file/services/#user>).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserId(pub u32);

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{0}:{0}", self.0)
    }
}

impl Serialize for UserId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A setting of the kernel's security (<https://docs.docker.com/reference/compose-file/services/#security_opt>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum SecurityOption {
    /// No program gains privileges by being executed, as one of root's with the set-user-ID bit would.
    #[serde(rename = "no-new-privileges:true")]
    NoNewPrivileges,
}

/// Whose control groups a container sees (<https://docs.docker.com/reference/compose-file/services/#cgroup>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Cgroup {
    /// Those of the machine.
    Host,
}

/// A device of the machine, under its own name (<https://docs.docker.com/reference/compose-file/services/#devices>).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Device(pub &'static str);

impl Serialize for Device {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{0}:{0}", self.0))
    }
}

/// What the watcher of new versions reads of a container
/// (<https://docs.docker.com/reference/compose-file/services/#labels>; <https://crazymax.dev/diun/providers/docker/#docker-labels>).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(bound = "")]
pub struct Labels<F: Form> {
    /// Whether all tags of the image's repository are looked at.
    #[serde(rename = "diun.watch_repo", serialize_with = "as_text")]
    pub diun_watch_repo: bool,
    /// The regular expression of the tags that count.
    #[serde(rename = "diun.include_tags")]
    pub diun_include_tags: F::Text,
}

/// A label is text, also where it says `true`.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference to what it prints")]
fn as_text<S: Serializer>(value: &bool, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}
