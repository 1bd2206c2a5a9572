//! `Acceptance`: a finding that the author lives with.

use crate::{syntax::KeyPath, value::Line};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A finding that the author accepts. One that matches nothing is a finding itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// The finding's code.
    pub code: String,
    /// Where: everything at or below this key path.
    pub at: KeyPath,
    /// Why it is accepted.
    pub reason: Line,
}
