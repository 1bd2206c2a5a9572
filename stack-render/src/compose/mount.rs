//! `Mount` and `EnvFile`: what a container sees of the files beside the compose file.

use super::{Form, file::is_false};
use serde::Serialize;

/// A file or folder of the machine in a container (<https://docs.docker.com/reference/compose-file/services/#long-syntax-5>).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(bound = "")]
pub struct Mount<F: Form> {
    /// How it gets there.
    #[serde(rename = "type")]
    pub kind: MountKind,
    /// The path on the machine; `./` is the folder of the compose file.
    pub source: F::Text,
    /// The path in the container.
    pub target: F::Text,
    /// Whether the container cannot write there.
    #[serde(skip_serializing_if = "is_false")]
    pub read_only: bool,
}

/// How a file or folder gets into a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MountKind {
    /// It is the machine's own.
    Bind,
}

/// A file with variables (<https://docs.docker.com/reference/compose-file/services/#env_file>).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EnvFile {
    /// The file; `./` is the folder of the compose file.
    pub path: String,
    /// How it is read (<https://docs.docker.com/reference/compose-file/services/#format>).
    pub format: EnvFormat,
}

/// How a file with variables is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EnvFormat {
    /// What stands behind `=` is the value: no quotes, no references.
    Raw,
}
