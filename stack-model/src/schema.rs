//! The JSON Schema of `stack.yml`.

use crate::Stack;

/// The JSON Schema (draft 2020-12) of `stack.yml`, for editors and for reviewers.
///
/// ```
/// assert_eq!(stack_model::schema()["title"], "Stack");
/// ```
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Stack).to_value()
}
