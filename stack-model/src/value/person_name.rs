//! `PersonName`: a given name or a family name.

use super::text_newtype::text_newtype;
use crate::value::{InvalidLine, Line};
use thiserror::Error;

/// A given name or a family name: a line of at most 32 characters, without the characters of markup and of URLs.
///
/// n8n 2.41.1 keeps 32 characters (`@n8n/db`, `entities/user`) and refuses markup and URLs in a name that its page
/// changes (`@n8n/api-types`, `dto/user/user-update-request.dto`); one from the environment it does not check.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName(String);

/// Why a name is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidPersonName {
    /// Not even a line of text.
    #[error(transparent)]
    Line(#[from] InvalidLine),
    /// More than 32 characters.
    #[error("this name is longer than 32 characters")]
    Long,
    /// A character that no name has.
    #[error("`{0}` is in no name")]
    Character(char),
}

impl PersonName {
    /// Takes a name.
    ///
    /// # Errors
    /// [`InvalidPersonName`] if it is no line, longer than 32 characters, or holds `<`, `>`, `:` or `/`.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidPersonName> {
        let line = Line::new(text)?;
        let text = line.as_str();
        if let Some(c) = text.chars().find(|c| "<>:/".contains(*c)) {
            return Err(InvalidPersonName::Character(c));
        }
        if text.chars().count() > 32 {
            return Err(InvalidPersonName::Long);
        }
        Ok(Self(text.to_owned()))
    }
}

text_newtype!(
    PersonName(String),
    InvalidPersonName,
    pattern = "^[^\\x00-\\x1f\\x7f<>:/]{1,32}$",
    example = "Ada"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_name_is_short_and_without_markup() {
        assert!(PersonName::new("Zoë d'Argent-Šimić").is_ok());
        assert!(PersonName::new("é".repeat(32)).is_ok());
        assert_eq!(PersonName::new("é".repeat(33)), Err(InvalidPersonName::Long));
        assert_eq!(PersonName::new("<b>"), Err(InvalidPersonName::Character('<')));
        assert_eq!(PersonName::new(" "), Err(InvalidPersonName::Line(InvalidLine::Empty)));
    }
}
