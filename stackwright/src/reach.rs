//! `OpenWays`: who can open a connection to whom, and why; and what a change of the file opens or closes.

mod difference;
mod mermaid;
mod open_way;

pub use difference::ReachDifference;
pub use open_way::OpenWay;

use crate::table::table;
use serde::{Serialize, Serializer, ser::SerializeStruct as _};
use stack_model::{DeploymentName, Resolved, stack::Party};
use std::fmt;

/// The open ways of a stack, by environment. As JSON: one object a way.
///
/// ```
/// # let text = include_str!("../../fixtures/valid/minimal.yml");
/// use stackwright::{reach::OpenWays, stack_model::{Resolved, Source, stack::Party}};
///
/// let stack = Resolved::from(Source::new("stack.yml", text).parse()?);
/// let internet = Party::new("internet").expect("a party");
/// let ways = OpenWays::between(&stack, &[], Some(&internet), None);
/// assert!(ways.iter().any(|way| way.to.to_string() == "caddy"));
/// # Ok::<(), stackwright::stack_model::Report>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenWays(Vec<OpenWay>);

impl OpenWays {
    /// Every open way of a stack, whether or not it passes the rules.
    pub fn of(stack: &Resolved) -> Self {
        Self::between(stack, &[], None, None)
    }

    /// The open ways in some environments, or in all if the list is empty, from one party, or from all, to another, or to all.
    pub fn between(
        stack: &Resolved,
        environments: &[DeploymentName],
        from: Option<&Party>,
        to: Option<&Party>,
    ) -> Self {
        let asked = |name: &DeploymentName| environments.is_empty() || environments.contains(name);
        let mut ways = Vec::new();
        for (environment, _) in stack.deployments().filter(|(name, _)| asked(name)) {
            let Some(reach) = stack.reach(environment) else { continue };
            let side =
                |party: Option<&Party>| party.map_or_else(|| reach.nodes(), |party| reach.party(party));
            let from = side(from);
            for to in side(to) {
                for from in &from {
                    let open = reach.ways(from, &to).into_iter();
                    ways.extend(open.map(|way| OpenWay::new(environment, from, &to, &way, stack)));
                }
            }
        }
        Self(ways)
    }

    /// The ways, those of an environment together.
    pub fn iter(&self) -> impl Iterator<Item = &OpenWay> {
        self.0.iter()
    }

    /// Whether no way is open.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A diagram for Markdown: one box a node, one arrow a pair, with the ports at it.
    pub fn mermaid(&self) -> String {
        mermaid::diagram(self)
    }

    /// The ways of each environment.
    fn by_environment(&self) -> impl Iterator<Item = (&DeploymentName, &[OpenWay])> {
        let same = |a: &OpenWay, b: &OpenWay| a.environment == b.environment;
        self.0.chunk_by(same).filter_map(|ways| Some((&ways.first()?.environment, ways)))
    }
}

impl Serialize for OpenWays {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("OpenWays", 1)?;
        object.serialize_field("environments", &ByEnvironment(self))?;
        object.end()
    }
}

struct ByEnvironment<'a>(&'a OpenWays);

impl Serialize for ByEnvironment<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.by_environment())
    }
}

/// By environment and target: each port with why it is open, and for whom.
impl fmt::Display for OpenWays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let blocks: Vec<String> = self.by_environment().map(|(name, ways)| block(name, ways)).collect();
        if blocks.is_empty() {
            return f.write_str("no way is open");
        }
        f.write_str(&blocks.join("\n\n"))
    }
}

fn block(environment: &DeploymentName, ways: &[OpenWay]) -> String {
    let mut rows: Vec<(&OpenWay, Vec<String>)> = Vec::new();
    for way in ways {
        let same = |(known, _): &&mut (&OpenWay, Vec<String>)| {
            known.to == way.to && known.port == way.port && known.why == way.why
        };
        match rows.iter_mut().find(same) {
            Some((_, from)) => from.push(way.from.to_string()),
            None => rows.push((way, vec![way.from.to_string()])),
        }
    }
    let mut table = table(&["to", "port", "why", "from"]);
    for (way, from) in rows {
        table.add_row([way.to.to_string(), way.port_or_any(), way.why.clone(), from.join(" ")]);
    }
    format!("{environment}\n{}", table.trim_fmt())
}
