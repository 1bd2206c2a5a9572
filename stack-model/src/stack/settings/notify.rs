//! Where programs tell people of something: each way with all that it needs.

use crate::value::SecretName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A URL that is told, by POST.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hook {
    /// The secret that holds the URL.
    pub url: SecretName,
}
