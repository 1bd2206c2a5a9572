//! `Node`: an end of a connection.

use crate::{
    stack::Zone,
    value::{HostName, ServiceName},
};
use std::fmt;

/// An end of a connection: what opens it, or what it is opened to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// Those who are no part of the stack, by where they ask from.
    Zone(Zone),
    /// A machine itself, outside of every container.
    Host(HostName),
    /// A container.
    Service(ServiceName),
}

impl Node {
    /// Any address of the Internet.
    pub const INTERNET: Self = Self::Zone(Zone::Internet);
    /// An address in the local network of a machine.
    pub const LAN: Self = Self::Zone(Zone::Lan);
    /// A member of the VPN.
    pub const VPN: Self = Self::Zone(Zone::Vpn);
    /// The machine of GitHub that deploys.
    pub const RUNNER: Self = Self::Zone(Zone::Runner);

    /// The service, if it is one.
    pub const fn service(&self) -> Option<&ServiceName> {
        match self {
            Self::Service(name) => Some(name),
            Self::Zone(_) | Self::Host(_) => None,
        }
    }
}

/// As a policy names it: `internet`, `hosts.vps`, `postgresql`.
impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Zone(zone) => zone.fmt(f),
            Self::Host(name) => write!(f, "hosts.{name}"),
            Self::Service(name) => name.fmt(f),
        }
    }
}
