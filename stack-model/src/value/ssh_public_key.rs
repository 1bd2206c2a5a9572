//! `SshPublicKey`: the public half of a key of SSH.

use super::text_newtype::text_newtype;
use thiserror::Error;

/// The public half of a key of SSH, of type Ed25519, as a line of `authorized_keys` without options and without a comment
/// (RFC 8709, §4; a blob of 51 bytes that begins with the name of its type).
///
/// ```
/// use stack_model::SshPublicKey;
/// let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJyJOgHUT5w4hTaVkWvGvyXnOj9J0ZrmaPCRnWr3hYQ0";
/// assert_eq!(SshPublicKey::new(key).unwrap().to_string(), key);
/// assert!(SshPublicKey::new("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SshPublicKey(String);

/// Why a key is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` is not a public key; write `ssh-ed25519` and its 68 characters, without options and without a comment"
)]
pub struct InvalidSshPublicKey(String);

/// The type, and the length and name of the type with which each blob begins.
const HEAD: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI";

impl SshPublicKey {
    /// Takes a key.
    ///
    /// # Errors
    /// [`InvalidSshPublicKey`] if it is of another type, is cut short, or has anything beside it.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidSshPublicKey> {
        let text = text.into();
        let base64 = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
        let rest = text.strip_prefix(HEAD);
        if rest.is_some_and(|rest| rest.len() == 43 && rest.bytes().all(base64)) {
            Ok(Self(text))
        } else {
            Err(InvalidSshPublicKey(text))
        }
    }
}

text_newtype!(
    SshPublicKey(String),
    InvalidSshPublicKey,
    pattern = "^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43}$",
    example = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJyJOgHUT5w4hTaVkWvGvyXnOj9J0ZrmaPCRnWr3hYQ0"
);
