//! `Pairs`: which nodes of two sides have a way from the one to the other, or have none.

use super::{Node, Reach, class::differing};
use std::collections::BTreeMap;

/// Pairs of two different nodes, one from each of two sides; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pairs {
    /// The first of them, by the order of the sides.
    pub(crate) first: (Node, Node),
    pub(crate) count: usize,
}

impl Reach<'_> {
    /// The pairs of two sides with an open way from the one to the other, or those without; `None` if there are none. One pair of each
    /// two classes is looked at.
    pub(crate) fn pairs(&self, from: &[Node], to: &[Node], connected: bool) -> Option<Pairs> {
        let (clients, servers) = (self.classes(from.iter().cloned()), self.classes(to.iter().cloned()));
        let (class_of_client, class_of_server) = (class_of(&clients), class_of(&servers));
        let wanted = |from: &Vec<Node>, to: &Vec<Node>| {
            differing(from, to).is_some_and(|(from, to)| self.ways(from, to).is_empty() != connected)
        };
        // By classes of clients and of servers.
        let wanted: Vec<Vec<bool>> =
            clients.iter().map(|from| servers.iter().map(|to| wanted(from, to)).collect()).collect();
        let is_wanted =
            |from: &Node, to: &Node| from != to && wanted[class_of_client[from].0][class_of_server[to].0];
        let count: usize = clients
            .iter()
            .zip(&wanted)
            .map(|(from, wanted)| {
                let all: usize = servers
                    .iter()
                    .zip(wanted)
                    .filter(|(_, wanted)| **wanted)
                    .map(|(to, _)| from.len() * to.len())
                    .sum();
                // A node that stands on both sides is no pair with itself.
                let itself = from.iter().filter_map(|node| class_of_server.get(node));
                all - itself.filter(|(class, _)| wanted[*class]).map(|(_, times)| times).sum::<usize>()
            })
            .sum();
        let mut candidates = from.iter().filter(|from| wanted[class_of_client[from].0].contains(&true));
        let first = candidates.find_map(|from| Some((from, to.iter().find(|to| is_wanted(from, to))?)))?;
        Some(Pairs { first: (first.0.clone(), first.1.clone()), count })
    }
}

/// The class of each node, and how many times it stands there.
fn class_of(classes: &[Vec<Node>]) -> BTreeMap<&Node, (usize, usize)> {
    let mut known = BTreeMap::new();
    for (class, node) in
        classes.iter().enumerate().flat_map(|(class, nodes)| nodes.iter().map(move |node| (class, node)))
    {
        known.entry(node).or_insert((class, 0)).1 += 1;
    }
    known
}
