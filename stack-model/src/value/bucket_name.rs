//! `BucketName`: a bucket of an object store.

use super::text_newtype::text_newtype;
use thiserror::Error;

/// A bucket of an object store: 3 to 63 lower-case letters, digits and `-`, with a letter or a digit at both ends (Amazon S3,
/// page "Bucket naming rules"). Dots are left out: a certificate for `*.example.com` does not fit a bucket with one.
///
/// ```
/// use stack_model::BucketName;
/// assert!(BucketName::new("vpai-backups").is_ok());
/// assert!(BucketName::new("vpai.backups").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BucketName(String);

/// Why a bucket's name is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` is not a bucket: 3 to 63 lower-case letters, digits and `-`, with a letter or a digit at both ends"
)]
pub struct InvalidBucketName(String);

impl BucketName {
    /// Takes a name.
    ///
    /// # Errors
    /// [`InvalidBucketName`] if it is too short, too long, or has another character.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidBucketName> {
        let text = text.into();
        let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let spelled = text.bytes().all(|byte| letter(byte) || byte == b'-');
        let ends = [text.bytes().next(), text.bytes().last()].into_iter().flatten().all(letter);
        if spelled && ends && (3..=63).contains(&text.len()) {
            Ok(Self(text))
        } else {
            Err(InvalidBucketName(text))
        }
    }
}

text_newtype!(
    BucketName(String),
    InvalidBucketName,
    pattern = "^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$",
    example = "vpai-backups"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_name_is_what_every_object_store_accepts() {
        for text in ["abc", "9-9", &"a".repeat(63)] {
            assert!(BucketName::new(text).is_ok(), "{text}");
        }
        for text in ["", "ab", "-ab", "ab-", "aB c", "a_b", "a/b", &"a".repeat(64)] {
            assert!(BucketName::new(text).is_err(), "{text}");
        }
    }
}
