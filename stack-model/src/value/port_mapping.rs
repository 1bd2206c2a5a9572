//! `PortMapping`: a published port, in compose's short syntax.

use super::{Port, Protocol, text_newtype::text_newtype};
use std::{fmt, net::IpAddr};
use thiserror::Error;

/// A published port in compose's short syntax: `[address:]published:target[/protocol]`.
///
/// Ranges and random host ports are not part of it: a published port is a promise, and must be one number.
///
/// ```
/// use stack_model::PortMapping;
/// let web = PortMapping::new("127.0.0.1:8080:80")?;
/// assert_eq!((web.published().get(), web.target().get()), (8080, 80));
/// assert_eq!(PortMapping::new("443:443/udp")?.to_string(), "443:443/udp");
/// # Ok::<(), stack_model::InvalidPortMapping>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PortMapping {
    address: Option<IpAddr>,
    published: Port,
    target: Port,
    protocol: Protocol,
}

/// Why a published port is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` is not a published port; write `published:target`, such as `443:443`, `443:443/udp` or `127.0.0.1:8080:80`"
)]
pub struct InvalidPortMapping(String);

impl PortMapping {
    /// Takes a mapping in the short syntax.
    ///
    /// # Errors
    /// [`InvalidPortMapping`] if it is not `[address:]published:target[/protocol]`.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidPortMapping> {
        let text = text.into();
        Self::parse(&text).ok_or(InvalidPortMapping(text))
    }

    fn parse(text: &str) -> Option<Self> {
        let (ports, protocol) = match text.rsplit_once('/') {
            Some((ports, "tcp")) => (ports, Protocol::Tcp),
            Some((ports, "udp")) => (ports, Protocol::Udp),
            Some(_) => return None,
            None => (text, Protocol::Tcp),
        };
        let (rest, target) = ports.rsplit_once(':')?;
        let (address, published) = match rest.rsplit_once(':') {
            Some((address, published)) => {
                let bare = address.strip_prefix('[').and_then(|a| a.strip_suffix(']')).unwrap_or(address);
                (Some(bare.parse().ok()?), published)
            }
            None => (None, rest),
        };
        let port = |text: &str| -> Option<Port> {
            let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            Port::new(text.parse().ok().filter(|_| digits)?).ok()
        };
        Some(Self { address, published: port(published)?, target: port(target)?, protocol })
    }

    /// The host's address that the port is bound to; every address when there is none.
    pub fn address(&self) -> Option<IpAddr> {
        self.address
    }

    /// The port on the host.
    pub fn published(&self) -> Port {
        self.published
    }

    /// The port in the container.
    pub fn target(&self) -> Port {
        self.target
    }

    /// The transport.
    pub fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// Whether only programs on the host itself can reach it.
    pub fn is_loopback(&self) -> bool {
        self.address.is_some_and(|address| address.is_loopback())
    }

    /// Whether the two cannot be bound on one machine.
    pub fn conflicts(&self, other: &Self) -> bool {
        let any = |address: Option<IpAddr>| address.is_none_or(|a| a.is_unspecified());
        self.published == other.published
            && self.protocol == other.protocol
            && (any(self.address) || any(other.address) || self.address == other.address)
    }
}

impl fmt::Display for PortMapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.address {
            Some(IpAddr::V6(address)) => write!(f, "[{address}]:")?,
            Some(IpAddr::V4(address)) => write!(f, "{address}:")?,
            None => {}
        }
        write!(f, "{}:{}", self.published, self.target)?;
        if self.protocol == Protocol::Udp { f.write_str("/udp") } else { Ok(()) }
    }
}

text_newtype!(
    PortMapping,
    InvalidPortMapping,
    pattern = "^(.+:)?[0-9]{1,5}:[0-9]{1,5}(/(tcp|udp))?$",
    example = "443:443"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips() {
        for text in ["80:80", "127.0.0.1:1337:1337", "443:443/udp", "[::1]:80:8080"] {
            assert_eq!(PortMapping::new(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn refuses_what_is_not_one_port() {
        for text in ["80", "0:80", "80-90:80-90", "a:b", "80:80/sctp", "1.2.3:80:80", "+80:80", "70000:80"] {
            assert!(PortMapping::new(text).is_err(), "{text}");
        }
    }

    #[test]
    fn conflict_needs_a_shared_address() {
        let map = |text: &str| PortMapping::new(text).unwrap();
        assert!(map("80:80").conflicts(&map("127.0.0.1:80:8080")));
        assert!(!map("127.0.0.1:80:80").conflicts(&map("127.0.0.2:80:80")));
        assert!(!map("443:443").conflicts(&map("443:443/udp")));
    }
}
