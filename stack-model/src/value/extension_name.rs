//! `ExtensionName`: an extension of `PostgreSQL`.

use super::text_newtype::text_newtype;
use thiserror::Error;

/// The name of a `PostgreSQL` extension, such as `uuid-ossp` or `pg_trgm`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExtensionName(String);

/// Why an extension's name is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not the name of an extension; lower-case letters, digits, `_` and `-`")]
pub struct InvalidExtensionName(String);

impl ExtensionName {
    /// Takes a name.
    ///
    /// # Errors
    /// [`InvalidExtensionName`] if it holds anything but lower-case letters, digits, `_` and `-`.
    pub fn new(name: impl Into<String>) -> Result<Self, InvalidExtensionName> {
        let name = name.into();
        let spelled =
            name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-".contains(&b))
                && name.starts_with(|c: char| c.is_ascii_lowercase())
                && name.len() <= 63;
        if spelled { Ok(Self(name)) } else { Err(InvalidExtensionName(name)) }
    }
}

text_newtype!(
    ExtensionName(String),
    InvalidExtensionName,
    pattern = "^[a-z][a-z0-9_-]*$",
    example = "uuid-ossp"
);
