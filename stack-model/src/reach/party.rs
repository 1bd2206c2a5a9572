//! Who is meant by a party of a policy, in one environment.

use super::{Node, Reach};
use crate::{
    KeyPath, Resolved,
    resolve::ResolvedService,
    stack::{Between, Parties, Party, Policy},
};

impl Resolved {
    /// Both sides of each policy, each with where it stands.
    pub(crate) fn policy_sides(&self) -> impl Iterator<Item = (KeyPath, &Policy, &Parties)> {
        self.stack.policies.iter().enumerate().flat_map(|(index, policy)| {
            let path = KeyPath::root().key("policies").index(index).key(policy.word());
            let Between { from, to, .. } = policy.between();
            [(path.key("from"), policy, from), (path.key("to"), policy, to)]
        })
    }

    /// Whether what a party names is declared.
    pub fn knows(&self, party: &Party) -> bool {
        match party {
            Party::Zone(_) | Party::Data => true,
            Party::Network(name) => self.stack.networks.contains_key(name),
            Party::Host(name) => self.stack.hosts.contains_key(name),
            Party::Service(name) => self.services.contains_key(name),
        }
    }
}

impl Reach<'_> {
    /// The nodes that a party names; none if none of them is there.
    pub fn party(&self, party: &Party) -> Vec<Node> {
        let services = |wanted: &dyn Fn(&ResolvedService) -> bool| -> Vec<Node> {
            let wanted = self.services().filter(|service| wanted(service));
            wanted.map(|service| Node::Service(service.name.clone())).collect()
        };
        let there =
            |node: Node| -> Vec<Node> { self.nodes().contains(&node).then_some(node).into_iter().collect() };
        match party {
            Party::Zone(zone) => there(Node::Zone(*zone)),
            Party::Host(name) => there(Node::Host(name.clone())),
            Party::Service(name) => {
                let node = Node::Service(name.clone());
                self.service(&node).map(|_| node).into_iter().collect()
            }
            Party::Network(name) => {
                let members = self.members.get(name).into_iter().flatten();
                members.map(|service| Node::Service(service.name.clone())).collect()
            }
            Party::Data => services(&|service| service.application.category.is_data()),
        }
    }
}
