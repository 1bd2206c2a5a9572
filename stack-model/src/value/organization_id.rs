//! `OrganizationId`: an organization of Zerobyte.

use super::text_newtype::text_newtype;
use thiserror::Error;

/// The identifier of an organization of Zerobyte: letters, digits, `-` and `_`, 64 at most. That of the first user is a UUID
/// (Zerobyte 0.41.0, `app/server/lib/auth/helpers/create-default-org.ts`).
///
/// ```
/// use stack_model::OrganizationId;
/// assert!(OrganizationId::new("019a1c0e-5c1f-7000-8000-0123456789ab").is_ok());
/// assert!(OrganizationId::new("the first one").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrganizationId(String);

/// Why an identifier is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` is no identifier of an organization: letters, digits, `-` and `_`; `activeOrganizationId` in the answer of `/api/auth/get-session`"
)]
pub struct InvalidOrganizationId(String);

impl OrganizationId {
    /// Takes an identifier.
    ///
    /// # Errors
    /// [`InvalidOrganizationId`] if it is empty, longer than 64 characters, or has another character.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidOrganizationId> {
        let text = text.into();
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if (1..=64).contains(&text.len()) && text.bytes().all(letter) {
            Ok(Self(text))
        } else {
            Err(InvalidOrganizationId(text))
        }
    }
}

text_newtype!(
    OrganizationId(String),
    InvalidOrganizationId,
    pattern = "^[A-Za-z0-9_-]{1,64}$",
    example = "019a1c0e-5c1f-7000-8000-0123456789ab"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organization_id_is_an_identifier() {
        assert!(OrganizationId::new("a".repeat(64)).is_ok());
        for text in ["", " ", "a b", "a/b", &"a".repeat(65)] {
            assert!(OrganizationId::new(text).is_err(), "{text}");
        }
    }
}
