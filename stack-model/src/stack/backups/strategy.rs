//! `BackupStrategy`: what is done about the data of one service.

use crate::value::Line;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is done about the data of a service, where the catalogue does not say it or something else is meant: `copy`, or
/// `{ none: why nothing is lost }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BackupStrategy {
    /// Its volumes are copied, file by file, while it runs.
    Copy,
    /// Nothing is copied, for this reason.
    None(Line),
}
