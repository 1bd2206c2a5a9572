//! `AbsolutePath`: a folder of a machine.

use super::text_newtype::text_newtype;
use thiserror::Error;

/// A folder of a machine, from the top: words of letters, digits, `.`, `_` and `-`, none of which is `.` or `..`. It means the same
/// to a shell, to a unit of systemd and in a URL of restic, without a quote in any of them.
///
/// ```
/// use stack_model::AbsolutePath;
/// assert!(AbsolutePath::new("/mnt/tank/restic").is_ok());
/// assert!(AbsolutePath::new("/mnt/../etc").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AbsolutePath(String);

/// Why a path is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` is not a folder from the top: `/` and words of letters, digits, `.`, `_` and `-`, such as `/mnt/tank/restic`"
)]
pub struct InvalidAbsolutePath(String);

impl AbsolutePath {
    /// Takes a path.
    ///
    /// # Errors
    /// [`InvalidAbsolutePath`] if it does not begin at the top, ends with `/`, or has a word of other characters.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidAbsolutePath> {
        let text = text.into();
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        let word = |word: &str| !word.is_empty() && word.bytes().all(letter) && !matches!(word, "." | "..");
        let fits = text.len() <= 255 && text.strip_prefix('/').is_some_and(|rest| rest.split('/').all(word));
        if fits { Ok(Self(text)) } else { Err(InvalidAbsolutePath(text)) }
    }
}

text_newtype!(
    AbsolutePath(String),
    InvalidAbsolutePath,
    pattern = "^(/[A-Za-z0-9._-]+)+$",
    example = "/mnt/tank/restic"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_needs_no_quote() {
        for text in ["/a", "/mnt/tank/restic-1", "/srv/.hidden", "/..."] {
            assert!(AbsolutePath::new(text).is_ok(), "{text}");
        }
        for text in ["", "/", "a/b", "/a/", "/a//b", "/a/../b", "/a b", "/a$b", "/é", "~/a"] {
            assert!(AbsolutePath::new(text).is_err(), "{text}");
        }
    }
}
