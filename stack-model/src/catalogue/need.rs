//! `Need`: a service that an application is a client of.

use super::Interface;
use crate::stack::Keeps;

/// A service that an application is a client of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// What it speaks with that service.
    pub interface: Interface,
    /// Whether it cannot do without.
    pub required: bool,
    /// What for.
    pub reason: &'static str,
    /// How it uses it.
    pub manner: Manner,
}

/// How a client uses a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// By requests, which leave nothing behind.
    Requests,
    /// By connections of a pool.
    Pool(Pool),
    /// By keys of a Redis, in a database of its number.
    Keys(Keeps),
}

/// The connections that a client keeps to a database server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pool {
    /// How many it opens at most.
    pub connections: u16,
    /// Whether the number can be set; then it is emitted, so that it is never the program's own default.
    pub settable: bool,
}
