//! `OpenWay`: a way from one node to another, in words.

use serde::{Serialize, Serializer};
use stack_model::{DeploymentName, Node, Port, Resolved, Way};

/// A way from one node to another, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OpenWay {
    /// The environment in which it is open. It is not part of its JSON, where ways stand by environment.
    #[serde(skip)]
    pub environment: DeploymentName,
    /// Who can open a connection.
    #[serde(serialize_with = "words")]
    pub from: Node,
    /// Who is connected to.
    #[serde(serialize_with = "words")]
    pub to: Node,
    /// The TCP port; every port if none.
    pub port: Option<Port>,
    /// The word for what opens it: `network`, `published`, `route` and so on.
    pub by: &'static str,
    /// Why it is open: a lower-case phrase.
    pub why: String,
    /// Where that is written: a key path.
    pub path: String,
}

impl OpenWay {
    pub(super) fn new(
        environment: &DeploymentName,
        from: &Node,
        to: &Node,
        way: &Way,
        stack: &Resolved,
    ) -> Self {
        Self {
            environment: environment.clone(),
            from: from.clone(),
            to: to.clone(),
            port: way.port,
            by: way.word(),
            why: way.why(stack),
            path: way.path().to_string(),
        }
    }

    /// What makes it the same way in another file. Where it is written does not: indexes move.
    pub(super) fn key(&self) -> (&DeploymentName, &Node, &Node, Option<Port>, &str) {
        (&self.environment, &self.from, &self.to, self.port, self.by)
    }

    /// The port, or `any`.
    pub(super) fn port_or_any(&self) -> String {
        self.port.map_or_else(|| "any".into(), |port| port.to_string())
    }
}

fn words<S: Serializer>(node: &Node, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(node)
}
