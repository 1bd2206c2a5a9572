//! `VariableName`: the name of an environment variable.

use super::text_newtype::text_newtype;
use thiserror::Error;

/// The name of an environment variable, in the portable alphabet of POSIX.
///
/// ```
/// use stack_model::VariableName;
/// assert!(VariableName::new("QDRANT__SERVICE__API_KEY").is_ok());
/// assert!(VariableName::new("MY-KEY").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VariableName(String);

/// Why an environment variable's name is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` is not the name of an environment variable: capitals, digits and `_`, not beginning with a digit"
)]
pub struct InvalidVariableName(String);

impl VariableName {
    /// Takes a name.
    ///
    /// # Errors
    /// [`InvalidVariableName`] if it is not made of capitals, digits and `_`.
    pub fn new(name: impl Into<String>) -> Result<Self, InvalidVariableName> {
        let name = name.into();
        let spelled = name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
            && name.bytes().next().is_some_and(|b| !b.is_ascii_digit())
            && name.len() <= 128;
        if spelled { Ok(Self(name)) } else { Err(InvalidVariableName(name)) }
    }
}

text_newtype!(
    VariableName(String),
    InvalidVariableName,
    pattern = "^[A-Z_][A-Z0-9_]*$",
    example = "GENERIC_TIMEZONE"
);
