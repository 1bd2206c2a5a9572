//! What is asked of a stack's reach, and how its answer names services: by themselves, or several by one name.

use indexmap::IndexMap;
use stack_model::{EnvironmentName, NetworkName, Node, Reach, Resolved, stack::Party};

/// So many services are named one by one; more that are alike get a name together.
const LISTED: usize = 5;

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// About which environments; about all if none are named.
    pub environments: Vec<EnvironmentName>,
    /// Who opens a connection; anything if none.
    pub from: Option<Party>,
    /// Who is connected to; anything if none.
    pub to: Option<Party>,
    /// How the answer is divided.
    pub detail: Detail,
}

/// How an answer is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// A way for each two classes of services that reach, and are reached, alike: its length follows from what differs.
    #[default]
    Classes,
    /// A way for each two nodes: its length grows with the square of their number.
    Pairs,
}

impl Question {
    pub(super) fn asks_about(&self, environment: &EnvironmentName) -> bool {
        self.environments.is_empty() || self.environments.contains(environment)
    }
}

/// The nodes of both sides of a question.
pub(super) struct Sides<'a, 'r> {
    pub(super) from: Vec<Node>,
    pub(super) to: Vec<Node>,
    reach: &'r Reach<'a>,
}

impl<'a, 'r> Sides<'a, 'r> {
    pub(super) fn of(reach: &'r Reach<'a>, question: &Question) -> Self {
        let side = |party: Option<&Party>| party.map_or_else(|| reach.nodes(), |party| reach.party(party));
        Self { from: side(question.from.as_ref()), to: side(question.to.as_ref()), reach }
    }

    /// The nodes of a side as they are named.
    pub(super) fn classes(&self, nodes: &[Node], question: &Question) -> Vec<Vec<Node>> {
        match question.detail {
            Detail::Classes => self.reach.classes(nodes.iter().cloned()),
            Detail::Pairs => nodes.iter().map(|node| vec![node.clone()]).collect(),
        }
    }
}

/// Names for several services together, such as `[backend]` for those that have joined that network alone.
#[derive(Debug, Default)]
pub(super) struct Groups(IndexMap<Vec<Node>, String>);

impl Groups {
    /// The names of nodes: their own, or one for all of them.
    pub(super) fn names(&mut self, nodes: &[Node], stack: &Resolved) -> Vec<String> {
        if nodes.len() <= LISTED {
            return nodes.iter().map(ToString::to_string).collect();
        }
        if let Some(name) = self.0.get(nodes) {
            return vec![name.clone()];
        }
        let service = nodes[0].service().and_then(|name| stack.services.get(name));
        let networks = service
            .map(|service| service.networks.iter().map(NetworkName::as_str).collect::<Vec<_>>().join("+"));
        let name = format!("[{}]", networks.unwrap_or_default());
        let alike = self.0.values().filter(|known| known.starts_with(name.trim_end_matches(']'))).count();
        let name = if alike == 0 { name } else { format!("{}, {}]", name.trim_end_matches(']'), alike + 1) };
        self.0.insert(nodes.to_vec(), name.clone());
        vec![name]
    }

    /// The names, with what they stand for.
    pub(super) fn named(self) -> IndexMap<String, Vec<String>> {
        let names = |nodes: Vec<Node>| nodes.iter().map(ToString::to_string).collect();
        self.0.into_iter().map(|(nodes, name)| (name, names(nodes))).collect()
    }
}
