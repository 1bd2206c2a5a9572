//! `ReachDifference`: the ways that a change of the file opens and closes.

use super::{
    Detail, EnvironmentWays, OpenWay, OpenWays, Question,
    sides::{Groups, Sides},
};
use indexmap::{IndexMap, IndexSet};
use serde::Serialize;
use stack_model::{Node, Port, Profile, Reach, Resolved};
use std::{collections::BTreeSet, fmt};

/// The ways that a change of the file opens and closes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ReachDifference {
    /// Open in the new file only.
    pub opened: OpenWays,
    /// Open in the old file only.
    pub closed: OpenWays,
}

/// What makes a way the same way in another file. Where it is written does not: indexes move.
type Key = (Option<Port>, &'static str);

/// One of the two files, in one environment.
struct Version<'a> {
    stack: &'a Resolved,
    reach: Option<Reach<'a>>,
    from: IndexSet<Node>,
    to: IndexSet<Node>,
}

impl<'a> Version<'a> {
    fn of(stack: &'a Resolved, reach: Option<Reach<'a>>, question: &Question) -> Self {
        let sides = reach.as_ref().map(|reach| {
            let Sides { from, to, .. } = Sides::of(reach, question);
            (from.into_iter().collect(), to.into_iter().collect())
        });
        let (from, to) = sides.unwrap_or_default();
        Self { stack, reach, from, to }
    }

    /// What decides whom a node reaches here; `None` if it is not there, or not asked about.
    fn profile(&self, side: &IndexSet<Node>, node: &Node) -> Option<Profile<'a>> {
        side.contains(node).then(|| self.reach.as_ref().map(|reach| reach.profile(node))).flatten()
    }

    /// The ways of two classes, as far as another version has none with such a key.
    fn without(&self, other: &Self, (from, to): (&[Node], &[Node]), groups: &mut Groups) -> Vec<OpenWay> {
        let known = other.keys(from, to);
        let own = self.shared(from, to).into_iter().flat_map(|reach| reach.shared_ways(from, to));
        let own = own.filter(|shared| !known.contains(&(shared.way.port, shared.way.word())));
        own.map(|shared| OpenWay::new(&shared, self.stack, groups)).collect()
    }

    fn keys(&self, from: &[Node], to: &[Node]) -> BTreeSet<Key> {
        let shared = self.shared(from, to).into_iter().flat_map(|reach| reach.shared_ways(from, to));
        shared.map(|shared| (shared.way.port, shared.way.word())).collect()
    }

    /// The reach, if both classes are there and asked about.
    fn shared(&self, from: &[Node], to: &[Node]) -> Option<&Reach<'a>> {
        let there = from.first().is_some_and(|node| self.from.contains(node))
            && to.first().is_some_and(|node| self.to.contains(node));
        self.reach.as_ref().filter(|_| there)
    }
}

impl ReachDifference {
    /// The difference between an old and a new file, as far as it is asked for.
    pub fn between(old: &Resolved, new: &Resolved, question: &Question) -> Self {
        let (mut opened, mut closed) = (IndexMap::new(), IndexMap::new());
        let names: IndexSet<_> =
            new.deployments().chain(old.deployments()).map(|(name, _)| name.clone()).collect();
        for name in names.into_iter().filter(|name| question.asks_about(name)) {
            let before = Version::of(old, old.reach(&name), question);
            let after = Version::of(new, new.reach(&name), question);
            let from = classes(&before, &after, |version| &version.from, question.detail);
            let to = classes(&before, &after, |version| &version.to, question.detail);
            let (mut more, mut less) = (Vec::new(), Vec::new());
            let (mut groups_of_more, mut groups_of_less) = (Groups::default(), Groups::default());
            for to in &to {
                for from in &from {
                    more.extend(after.without(&before, (from, to), &mut groups_of_more));
                    less.extend(before.without(&after, (from, to), &mut groups_of_less));
                }
            }
            for (ways, groups, all) in
                [(more, groups_of_more, &mut opened), (less, groups_of_less, &mut closed)]
            {
                if !ways.is_empty() {
                    all.insert(name.clone(), EnvironmentWays { groups: groups.named(), ways });
                }
            }
        }
        Self { opened: OpenWays { environments: opened }, closed: OpenWays { environments: closed } }
    }

    /// Whether nothing is opened and nothing is closed.
    pub fn is_empty(&self) -> bool {
        self.opened.is_empty() && self.closed.is_empty()
    }
}

/// The nodes of a side in either version, those together that are alike in both.
fn classes<'v, 'a>(
    before: &'v Version<'a>,
    after: &'v Version<'a>,
    side: impl Fn(&'v Version<'a>) -> &'v IndexSet<Node>,
    detail: Detail,
) -> Vec<Vec<Node>> {
    let nodes: IndexSet<&Node> = side(after).iter().chain(side(before)).collect();
    let mut classes: IndexMap<_, Vec<Node>> = IndexMap::new();
    for node in nodes {
        let alone = (detail == Detail::Pairs).then_some(node);
        let key = (alone, before.profile(side(before), node), after.profile(side(after), node));
        classes.entry(key).or_default().push(node.clone());
    }
    classes.into_values().collect()
}

/// A line for each way, with `+` if it is opened and `-` if it is closed.
impl fmt::Display for ReachDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("nothing is opened and nothing is closed");
        }
        let mut lines = Vec::new();
        for (sign, ways) in [('+', &self.opened), ('-', &self.closed)] {
            for (environment, ways) in &ways.environments {
                lines.extend(
                    ways.groups
                        .iter()
                        .map(|(name, nodes)| format!("{sign} {environment}: {name} is {}", nodes.join(" "))),
                );
                lines.extend(ways.ways.iter().map(|way| {
                    let (from, to, port) = (way.from.join(" "), way.to.join(" "), way.port_or_any());
                    format!("{sign} {environment}: {from} -> {to}, port {port}: {}", way.why)
                }));
            }
        }
        f.write_str(&lines.join("\n"))
    }
}
