//! `Listener`: a port that an application listens on.

use crate::value::Port;

/// A TCP port that an application listens on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listener {
    /// What it is for.
    pub name: &'static str,
    /// The port.
    pub port: Port,
    /// Whether other containers reach it; if not, it listens on the container's own loopback.
    pub open: bool,
}

impl Listener {
    /// A TCP port that every network of the container reaches.
    pub(super) const fn open(name: &'static str, port: u16) -> Self {
        Self { name, port: Port::constant(port), open: true }
    }

    /// A TCP port that the container alone reaches.
    pub(super) const fn own(name: &'static str, port: u16) -> Self {
        Self { open: false, ..Self::open(name, port) }
    }
}
