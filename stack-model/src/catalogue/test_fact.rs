//! `TestFact`: what tests draw of an application.

use super::Interface;
use crate::{stack::SecretCharset, value::NetworkName};

/// What tests draw of an application.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TestFact {
    /// The networks that it joins.
    pub(crate) lanes: &'static [Lane],
    /// The ports that it publishes.
    pub(crate) ports: &'static [&'static str],
    /// Whether it may stand on the second machine, and in a profile.
    pub(crate) is_optional: bool,
    /// Whether a route may lead to it.
    pub(crate) is_routed: bool,
    /// MiB that it needs above its floor for the clients that are drawn.
    pub(crate) memory: u64,
    /// What must be there beside it, although it does not use it itself.
    pub(crate) beside: &'static [Interface],
    /// Its `config`, if any is written.
    pub(crate) config: fn(&Draw) -> Option<serde_json::Value>,
    /// The secrets that a `config` which is written names, with their alphabets.
    pub(crate) secrets: fn(&Draw) -> &'static [(&'static str, SecretCharset)],
}

/// What is drawn of the stack around an application.
#[derive(Debug, Clone)]
pub(crate) struct Draw {
    /// Whether what may be left out is written.
    pub(crate) is_configured: bool,
    /// Whether a collector of metrics is there.
    pub(crate) has_collector: bool,
    /// The database of a client, as the client's edge implies it, if there is one.
    pub(crate) database: Option<String>,
}

impl TestFact {
    /// An application that joins these networks, and of which nothing is written.
    pub(crate) const fn on(lanes: &'static [Lane]) -> Self {
        Self {
            lanes,
            ports: &[],
            is_optional: false,
            is_routed: false,
            memory: 0,
            beside: &[],
            config: |_| None,
            secrets: |_| &[],
        }
    }
}

/// A network by what it is for; a stack declares those that a service joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Where the proxy stands.
    Front,
    /// Databases and their clients.
    Back,
    /// Metrics and logs.
    Watch,
    /// The way to the Internet.
    Out,
    /// The Docker socket proxy and its clients.
    Socket,
    /// One more, for containers.
    Spare,
}

impl Lane {
    /// Every lane.
    pub(crate) const ALL: [Self; 6] =
        [Self::Front, Self::Back, Self::Watch, Self::Out, Self::Socket, Self::Spare];

    /// The name of its network.
    pub(crate) fn name(self) -> NetworkName {
        NetworkName::new(match self {
            Self::Front => "frontend",
            Self::Back => "backend",
            Self::Watch => "monitoring",
            Self::Out => "egress",
            Self::Socket => "socket",
            Self::Spare => "lab-2",
        })
        .expect("a word is a network's name")
    }

    /// Whether it has no way out.
    pub(crate) const fn is_internal(self) -> bool {
        matches!(self, Self::Back | Self::Watch | Self::Socket | Self::Spare)
    }
}
