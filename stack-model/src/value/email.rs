//! `Email`: an address that certificates and alerts are sent to.

use super::{domain_name::DomainName, text_newtype::text_newtype};
use thiserror::Error;

/// An e-mail address in the plain form that ACME and alerting tools accept: no quotes, no comments.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

/// Why an e-mail address is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not an e-mail address; write `name@domain`")]
pub struct InvalidEmail(String);

impl Email {
    /// Takes an address.
    ///
    /// # Errors
    /// [`InvalidEmail`] if it is not a plain local part, `@` and a domain.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidEmail> {
        let text = text.into();
        let valid = text.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && local.len() <= 64
                && local.bytes().all(|b| b.is_ascii_alphanumeric() || b".+_-".contains(&b))
                && DomainName::new(domain).is_ok()
        });
        if valid { Ok(Self(text)) } else { Err(InvalidEmail(text)) }
    }
}

text_newtype!(
    Email(String),
    InvalidEmail,
    pattern = "^[A-Za-z0-9._+-]+@[a-z0-9.-]+$",
    example = "ops@example.com"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_is_a_plain_address_only() {
        assert!(Email::new("ops+acme@example.com").is_ok());
        for text in ["", "ops", "@example.com", "ops@com", "\"a b\"@example.com", "a b@example.com"] {
            assert!(Email::new(text).is_err(), "{text}");
        }
    }
}
