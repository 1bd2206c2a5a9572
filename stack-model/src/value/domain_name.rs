//! `DomainName`: a fully qualified host name.

use super::text_newtype::text_newtype;
use thiserror::Error;

/// A domain of at least two labels and at most 189 characters, in lower case and without the final dot (RFC 1035, §2.3.1).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DomainName(String);

/// Why a domain is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a domain; write at least two lower-case labels, such as `example.com`")]
pub struct InvalidDomainName(String);

/// A name in the DNS has at most 253 characters (RFC 1035, §2.3.4), of which a route's label below this domain takes up to
/// 63 and a dot.
const MAX_LENGTH: usize = 253 - 64;

impl DomainName {
    /// The name of a label below this domain.
    pub(crate) fn below(&self, label: &str) -> Self {
        Self(format!("{label}.{self}"))
    }

    /// The labels of a name before this domain, joined by dots; empty for the domain itself, none for a name elsewhere.
    pub fn relative<'a>(&self, name: &'a Self) -> Option<&'a str> {
        match name.0.strip_suffix(&self.0)? {
            "" => Some(""),
            labels => labels.strip_suffix('.'),
        }
    }

    /// Takes a domain.
    ///
    /// # Errors
    /// [`InvalidDomainName`] if it is not two or more DNS labels.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidDomainName> {
        let text = text.into();
        let valid = text.contains('.') && text.len() <= MAX_LENGTH && text.split('.').all(is_label);
        if valid { Ok(Self(text)) } else { Err(InvalidDomainName(text)) }
    }
}

/// Whether `label` is one DNS label: lower-case letters, digits and inner hyphens, at most 63 bytes.
pub(crate) fn is_label(label: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=63).contains(&label.len())
        && label.bytes().all(inner)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

text_newtype!(
    DomainName(String),
    InvalidDomainName,
    pattern = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$",
    example = "example.com"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_name_of_one_label_is_rejected() {
        assert!(DomainName::new("example.com").is_ok());
        for text in ["", "com", "Example.com", "a..b", "-a.b", "a.b.", "a_b.c", "é.fr"] {
            assert!(DomainName::new(text).is_err(), "{text}");
        }
    }
}
