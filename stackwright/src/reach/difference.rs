//! `ReachDifference`: the ways that a change of the file opens and closes.

use super::{OpenWay, OpenWays};
use serde::Serialize;
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

impl ReachDifference {
    /// The difference between the ways of an old and a new file.
    pub fn between(old: &OpenWays, new: &OpenWays) -> Self {
        Self { opened: without(new, old), closed: without(old, new) }
    }

    /// Whether nothing is opened and nothing is closed.
    pub fn is_empty(&self) -> bool {
        self.opened.is_empty() && self.closed.is_empty()
    }
}

fn without(one: &OpenWays, other: &OpenWays) -> OpenWays {
    let known: BTreeSet<_> = other.iter().map(OpenWay::key).collect();
    OpenWays(one.iter().filter(|way| !known.contains(&way.key())).cloned().collect())
}

/// A line for each way, with `+` if it is opened and `-` if it is closed.
impl fmt::Display for ReachDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("nothing is opened and nothing is closed");
        }
        let line = |sign: char| {
            move |way: &OpenWay| {
                let (environment, port) = (&way.environment, way.port_or_any());
                format!("{sign} {environment}: {} -> {}, port {port}: {}", way.from, way.to, way.why)
            }
        };
        let lines: Vec<String> =
            self.opened.iter().map(line('+')).chain(self.closed.iter().map(line('-'))).collect();
        f.write_str(&lines.join("\n"))
    }
}
