//! `Line`: one line of text for people.

use super::text_newtype::text_newtype;
use thiserror::Error;

/// One line of text for people: a title, a description, a reason. No control or invisible formatting characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line(String);

/// Why a line is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidLine {
    /// Nothing to read.
    #[error("this text cannot be empty")]
    Empty,
    /// A character that a reader would not see.
    #[error("this text contains the invisible character U+{0:04X}")]
    Invisible(u32),
    /// More than a line.
    #[error("this text is longer than 500 characters")]
    Long,
}

impl Line {
    /// Takes a line.
    ///
    /// # Errors
    /// [`InvalidLine`] if it is empty, longer than 500 characters, or holds characters that cannot be seen.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidLine> {
        let text = text.into();
        if text.trim().is_empty() {
            return Err(InvalidLine::Empty);
        }
        if text.chars().count() > 500 {
            return Err(InvalidLine::Long);
        }
        match text.chars().find(|c| is_invisible(*c)) {
            Some(c) => Err(InvalidLine::Invisible(u32::from(c))),
            None => Ok(Self(text)),
        }
    }
}

/// Control characters, and the Unicode ones that reorder or hide text.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

text_newtype!(Line(String), InvalidLine, pattern = "^[^\\x00-\\x1f\\x7f]{1,500}$", example = "VPAI");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_with_invisible_characters_is_rejected() {
        assert_eq!(Line::new("a\u{202e}b"), Err(InvalidLine::Invisible(0x202e)));
        assert_eq!(Line::new("a\nb"), Err(InvalidLine::Invisible(0x0a)));
        assert_eq!(Line::new("  "), Err(InvalidLine::Empty));
        assert!(Line::new("Études — «VPAI» {{ x }}").is_ok());
    }
}
