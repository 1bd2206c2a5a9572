//! `Logging`: where the output of a container goes.

use serde::{Serialize, Serializer};
use stack_model::{MemorySize, stack::LogRotation};

/// Where output goes (<https://docs.docker.com/reference/compose-file/services/#logging>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Logging {
    /// The program of the engine that takes it.
    pub driver: LogDriver,
    /// What that is told.
    pub options: LogOptions,
}

/// The program of the engine that takes output (<https://docs.docker.com/engine/logging/configure/#supported-logging-drivers>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogDriver {
    /// Files of JSON on the machine.
    JsonFile,
}

/// What `json-file` is told (<https://docs.docker.com/engine/logging/drivers/json-file/#options>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct LogOptions {
    /// The size at which a new file begins: `10m`, in lower case, is 10 MiB.
    #[serde(serialize_with = "lower_case")]
    pub max_size: MemorySize,
    /// How many files are kept, as text.
    #[serde(serialize_with = "as_text")]
    pub max_file: u8,
}

impl From<&LogRotation> for LogOptions {
    fn from(rotation: &LogRotation) -> Self {
        Self { max_size: rotation.max_size, max_file: rotation.max_file }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference to what it prints")]
fn lower_case<S: Serializer>(size: &MemorySize, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&size.to_string().to_ascii_lowercase())
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference to what it prints")]
fn as_text<S: Serializer>(count: &u8, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(count)
}
