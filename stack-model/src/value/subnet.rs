//! `Subnet`: an IPv4 or IPv6 network in CIDR form.

use super::text_newtype::text_newtype;
use ipnet::IpNet;
use std::{fmt, net::IpAddr};
use thiserror::Error;

/// A network in CIDR form, with no bit set beyond its prefix.
///
/// ```
/// use stack_model::Subnet;
/// let vpn = Subnet::new("100.64.0.0/10")?;
/// assert!(vpn.contains("100.64.0.10".parse().unwrap()));
/// assert!(Subnet::new("10.0.0.1/8").is_err());
/// # Ok::<(), stack_model::InvalidSubnet>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subnet(IpNet);

/// Why a subnet is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidSubnet {
    /// Not `address/prefix`.
    #[error("`{0}` is not a subnet; write an address and a prefix length, such as `172.20.1.0/24`")]
    Syntax(String),
    /// The address has bits that the prefix does not cover.
    #[error("`{given}` has host bits set; the network is `{network}`")]
    HostBits {
        /// As written.
        given: String,
        /// The network that was probably meant.
        network: String,
    },
}

impl Subnet {
    /// Takes a network in CIDR form.
    ///
    /// # Errors
    /// [`InvalidSubnet`] if it is not one, or if the address has bits beyond the prefix.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidSubnet> {
        let text = text.into();
        let net: IpNet = text.parse().map_err(|_| InvalidSubnet::Syntax(text.clone()))?;
        if net.trunc() != net {
            return Err(InvalidSubnet::HostBits { given: text, network: net.trunc().to_string() });
        }
        Ok(Self(net))
    }

    /// The network of one address.
    pub(crate) fn of_address(address: IpAddr) -> Self {
        Self(address.into())
    }

    /// Its first address.
    pub fn network(&self) -> IpAddr {
        self.0.network()
    }

    /// Its last address.
    pub fn last(&self) -> IpAddr {
        self.0.broadcast()
    }

    /// Whether `address` lies in this network.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address)
    }

    /// Whether the two networks share an address.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.0.contains(&other.0) || other.0.contains(&self.0)
    }

    /// The last address that a machine can have: the one before the broadcast address.
    pub fn last_host(&self) -> IpAddr {
        match self.0 {
            IpNet::V4(net) => net.hosts().next_back().map_or(self.0.addr(), IpAddr::V4),
            IpNet::V6(net) => IpAddr::V6(net.broadcast()),
        }
    }

    /// The prefix length, in bits.
    pub fn prefix_len(&self) -> u8 {
        self.0.prefix_len()
    }

    /// Whether this is an IPv4 network.
    pub fn is_ipv4(&self) -> bool {
        matches!(self.0, IpNet::V4(_))
    }
}

impl fmt::Display for Subnet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

text_newtype!(Subnet, InvalidSubnet, pattern = "^[0-9a-fA-F:.]+/[0-9]{1,3}$", example = "172.20.1.0/24");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlap_is_symmetric() {
        let pool = Subnet::new("172.20.0.0/16").unwrap();
        let net = Subnet::new("172.20.1.0/24").unwrap();
        let other = Subnet::new("172.21.0.0/16").unwrap();
        assert!(pool.overlaps(&net) && net.overlaps(&pool));
        assert_eq!(net.last_host().to_string(), "172.20.1.254");
        assert!(!pool.overlaps(&other) && !other.overlaps(&pool));
    }

    #[test]
    fn names_the_network_that_was_meant() {
        let error = Subnet::new("172.20.1.5/24").unwrap_err();
        assert_eq!(
            error,
            InvalidSubnet::HostBits { given: "172.20.1.5/24".into(), network: "172.20.1.0/24".into() }
        );
        assert!(matches!(Subnet::new("172.20.1.0"), Err(InvalidSubnet::Syntax(_))));
    }
}
