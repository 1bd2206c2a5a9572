//! `HttpsOrigin`: where a server is asked, without a path.

use super::{domain_name::DomainName, text_newtype::text_newtype};
use thiserror::Error;

/// An origin with TLS: `https://`, a domain, and a port if it is not 443 (RFC 6454, §4). What is sent to it is a secret,
/// so there is no form without TLS.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HttpsOrigin(String);

/// Why an origin is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not an origin; write `https://`, then a domain, with no path and no `/` at its end")]
pub struct InvalidHttpsOrigin(String);

impl HttpsOrigin {
    /// Takes an origin.
    ///
    /// # Errors
    /// [`InvalidHttpsOrigin`] if it is not `https://` and a domain, with a port from 1 to 65535 if one is written.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidHttpsOrigin> {
        let text = text.into();
        let valid = text.strip_prefix("https://").is_some_and(|rest| {
            let (domain, port) = rest.split_once(':').unwrap_or((rest, "443"));
            let digits = port.bytes().all(|b| b.is_ascii_digit()) && !port.starts_with('0');
            digits && port.parse::<u16>().is_ok() && DomainName::new(domain).is_ok()
        });
        if valid { Ok(Self(text)) } else { Err(InvalidHttpsOrigin(text)) }
    }
}

text_newtype!(
    HttpsOrigin(String),
    InvalidHttpsOrigin,
    pattern = "^https://[a-z0-9.-]+(:[1-9][0-9]{0,4})?$",
    example = "https://vpn.example.com"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_tls_and_no_path() {
        assert!(HttpsOrigin::new("https://vpn.example.com").is_ok());
        assert!(HttpsOrigin::new("https://vpn.example.com:8443").is_ok());
        for text in [
            "",
            "vpn.example.com",
            "http://vpn.example.com",
            "https://vpn.example.com/",
            "https://vpn.example.com:0",
            "https://vpn.example.com:",
            "https://vpn.example.com:70000",
            "https://u@vpn.example.com",
        ] {
            assert!(HttpsOrigin::new(text).is_err(), "{text}");
        }
    }
}
