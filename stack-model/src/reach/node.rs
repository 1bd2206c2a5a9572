//! `Node`: who opens a connection, and who is asked for one.

use crate::value::{HostName, ServiceName};
use std::fmt;

/// Who opens a connection, or is asked for one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// Everybody.
    Internet,
    /// Who stands in the local network of a machine.
    Lan,
    /// A member of the VPN.
    Vpn,
    /// The machine of GitHub that deploys.
    Runner,
    /// A machine itself, outside of every container.
    Host(HostName),
    /// A container.
    Service(ServiceName),
}

impl Node {
    /// The words for those who are no part of the stack. No service can be meant by them.
    pub const ZONES: [(&'static str, Self); 4] =
        [("internet", Self::Internet), ("lan", Self::Lan), ("vpn", Self::Vpn), ("runner", Self::Runner)];

    /// The service, if it is one.
    pub const fn service(&self) -> Option<&ServiceName> {
        match self {
            Self::Service(name) => Some(name),
            _ => None,
        }
    }
}

/// As a policy names it: `internet`, `hosts.vps`, `postgresql`.
impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host(name) => write!(f, "hosts.{name}"),
            Self::Service(name) => name.fmt(f),
            zone => {
                let word = Self::ZONES.iter().find(|(_, known)| known == zone).map(|(word, _)| *word);
                f.write_str(word.unwrap_or_default())
            }
        }
    }
}
