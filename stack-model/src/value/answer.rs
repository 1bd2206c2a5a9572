//! `Answer`: a fixed text that the proxy answers by itself.

use super::{InvalidLine, Line, text_newtype::text_newtype};
use std::fmt;
use thiserror::Error;

/// A line that the proxy answers by itself, without the characters that would be more than text to it: braces, which
/// it replaces by variables of its own and of its environment, and backticks, which end a text.
///
/// ```
/// use stack_model::Answer;
/// assert!(Answer::new("all is \"well\"").is_ok());
/// assert!(Answer::new("{env.API_KEY}").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Answer(Line);

/// Why an answer is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidAnswer {
    /// Not a line.
    #[error(transparent)]
    Line(#[from] InvalidLine),
    /// A character that is more than text to the proxy.
    #[error("`{0}` has a meaning to the proxy; write the answer without braces and backticks")]
    Character(char),
}

impl Answer {
    /// Takes an answer.
    ///
    /// # Errors
    /// [`InvalidAnswer`] if it is no line, or holds a brace or a backtick.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidAnswer> {
        let line = Line::new(text)?;
        match line.as_str().chars().find(|c| matches!(c, '{' | '}' | '`')) {
            Some(character) => Err(InvalidAnswer::Character(character)),
            None => Ok(Self(line)),
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

text_newtype!(Answer, InvalidAnswer, pattern = "^[^\\x00-\\x1f\\x7f{}`]{1,500}$", example = "OK");
