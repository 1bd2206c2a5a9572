//! `OpenWays`: who can open a connection to whom, and why; and what a change of the file opens or closes.

mod difference;
mod mermaid;
mod open_way;
mod sides;

pub use difference::ReachDifference;
pub use open_way::OpenWay;
pub use sides::{Detail, Question};

use crate::table::table;
use indexmap::IndexMap;
use serde::Serialize;
use sides::{Groups, Sides};
use stack_model::{EnvironmentName, Resolved};
use std::fmt;

/// The open ways of a stack, by environment. Services that reach, and are reached, alike are named together.
///
/// ```
/// # let text = include_str!("../../fixtures/valid/minimal.yml");
/// use stackwright::{reach::{OpenWays, Question}, stack_model::{Resolved, Source, stack::Party}};
///
/// let stack = Resolved::from(Source::new("stack.yml", text).parse()?);
/// let internet = Party::new("internet").expect("a party");
/// let ways = OpenWays::of(&stack, &Question { from: Some(internet), ..Question::default() });
/// assert!(ways.environments["prod"].ways.iter().any(|way| way.to == ["caddy"]));
/// # Ok::<(), stackwright::stack_model::Report>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OpenWays {
    /// By environment; those without an open way are left out.
    pub environments: IndexMap<EnvironmentName, EnvironmentWays>,
}

/// The open ways of one environment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct EnvironmentWays {
    /// The names that stand for several services, with those services.
    pub groups: IndexMap<String, Vec<String>>,
    /// The ways, those to one service together.
    pub ways: Vec<OpenWay>,
}

impl OpenWays {
    /// The open ways of a stack, whether or not it passes the rules, as far as they are asked for.
    pub fn of(stack: &Resolved, question: &Question) -> Self {
        let mut environments = IndexMap::new();
        for (environment, _) in stack.deployments().filter(|(name, _)| question.asks_about(name)) {
            let Some(reach) = stack.reach(environment) else { continue };
            let sides = Sides::of(&reach, question);
            let mut groups = Groups::default();
            let (from, to) = (sides.classes(&sides.from, question), sides.classes(&sides.to, question));
            let mut ways = Vec::new();
            for to in &to {
                for from in &from {
                    let shared = reach.shared_ways(from, to).into_iter();
                    ways.extend(shared.map(|shared| OpenWay::new(&shared, stack, &mut groups)));
                }
            }
            if !ways.is_empty() {
                environments.insert(environment.clone(), EnvironmentWays { groups: groups.named(), ways });
            }
        }
        Self { environments }
    }

    /// Whether no way is open.
    pub fn is_empty(&self) -> bool {
        self.environments.is_empty()
    }

    /// A diagram for Markdown: one box a name, one arrow a pair of them, with the ports at it.
    pub fn mermaid(&self) -> String {
        mermaid::diagram(self)
    }
}

/// By environment and target: each port with why it is open, and for whom.
impl fmt::Display for OpenWays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let blocks: Vec<String> = self.environments.iter().map(|(name, ways)| block(name, ways)).collect();
        if blocks.is_empty() {
            return f.write_str("no way is open");
        }
        f.write_str(&blocks.join("\n\n"))
    }
}

fn block(environment: &EnvironmentName, ways: &EnvironmentWays) -> String {
    let mut rows: IndexMap<(&[String], String, &str), Vec<&str>> = IndexMap::new();
    for way in &ways.ways {
        let from = rows.entry((&way.to, way.port_or_any(), &way.why)).or_default();
        from.extend(way.from.iter().map(String::as_str));
    }
    let mut table = table(&["to", "port", "why", "from"]);
    for ((to, port, why), from) in rows {
        // Two routes of one kind are two ways, and one row.
        let from: indexmap::IndexSet<&str> = from.into_iter().collect();
        let from: Vec<&str> = from.into_iter().collect();
        table.add_row([to.join(" "), port, why.to_owned(), from.join(" ")]);
    }
    let groups = groups(ways.groups.iter());
    format!("{environment}\n{groups}{}", table.trim_fmt())
}

/// A line for each name that stands for several services.
fn groups<'a>(groups: impl Iterator<Item = (&'a String, &'a Vec<String>)>) -> String {
    groups.map(|(name, nodes)| format!("{name} is {}\n", nodes.join(" "))).collect()
}
