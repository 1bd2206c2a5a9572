//! `OpenWay`: a way from some nodes to others, in words.

use super::sides::Groups;
use serde::Serialize;
use stack_model::{Port, Resolved, SharedWay};

/// A way that each of some nodes has to each of others, but for itself, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OpenWay {
    /// Who can open a connection: names of nodes, or of groups.
    pub from: Vec<String>,
    /// Who is connected to: the same.
    pub to: Vec<String>,
    /// The TCP port; every port if none.
    pub port: Option<Port>,
    /// The word for what opens it: `network`, `published`, `route` and so on.
    pub by: &'static str,
    /// Why it is open: a lower-case phrase.
    pub why: String,
    /// Where that is written: a key path; for several services that have a route each, the first one's.
    pub path: String,
}

impl OpenWay {
    pub(super) fn new(shared: &SharedWay, stack: &Resolved, groups: &mut Groups) -> Self {
        let SharedWay { from, to, way, .. } = shared;
        Self {
            from: groups.names(from, stack),
            to: groups.names(to, stack),
            port: way.port,
            by: way.word(),
            why: shared.why(stack),
            path: way.path().to_string(),
        }
    }

    /// The port, or `any`.
    pub(super) fn port_or_any(&self) -> String {
        self.port.map_or_else(|| "any".into(), |port| port.to_string())
    }
}
