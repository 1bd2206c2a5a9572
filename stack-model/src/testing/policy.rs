//! Policies that a stack keeps: what is open is required, what is closed is denied.

use super::valid;
use crate::{
    Node, Resolved,
    stack::{Between, Parties, Party, Policy},
};

/// Policies about the first services of a stack in its first environment.
pub(super) fn policies(stack: &Resolved) -> Vec<Policy> {
    let Some((environment, _)) = stack.deployments().next() else { return Vec::new() };
    let Some(reach) = stack.reach(environment) else { return Vec::new() };
    let nodes = reach.nodes();
    let services = nodes.iter().filter(|node| node.service().is_some()).take(3);
    let pairs = services.flat_map(|to| nodes.iter().take(4).map(move |from| (from, to)));
    let pairs = pairs.filter(|(from, to)| from != to);
    let policy = |(from, to): (&Node, &Node)| {
        let between = Between {
            from: Parties::One(party(from)),
            to: Parties::Several(vec![party(to)]),
            environments: vec![environment.clone()],
            reason: Some(valid("it was so when this was written")),
        };
        if reach.ways(from, to).is_empty() { Policy::Deny(between) } else { Policy::Require(between) }
    };
    pairs.map(policy).collect()
}

fn party(node: &Node) -> Party {
    valid::<Party>(&node.to_string())
}
