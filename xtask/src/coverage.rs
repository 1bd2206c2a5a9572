//! `coverage`: how the known failures of the field, and the contradictions of the specification, are handled.

use crate::input;
use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use stackwright::program::{
    arguments::Format,
    output::{self, Outcome},
};
use std::collections::BTreeMap;

/// Arguments of `coverage`.
#[derive(Debug, clap::Args)]
pub struct Coverage {
    /// How it is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// List the entries that are open.
    #[arg(long)]
    pub open: bool,
}

/// The table of `fixtures/field-failures.yml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The failures of a real deployment of the specification.
    pub failures: Vec<Entry>,
    /// The contradictions of the specification itself.
    pub contradictions: Vec<Entry>,
}

/// One failure or contradiction.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its stable name.
    pub id: String,
    /// What it is.
    pub what: String,
    /// How it is handled.
    pub handled: Handled,
    /// By what: references with a prefix, such as `rule:unknown-network`.
    #[serde(default)]
    pub by: Vec<String>,
}

/// How an entry is handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Handled {
    /// A type makes it unwritable.
    Type,
    /// A rule rejects it.
    Rule,
    /// The generator cannot emit it.
    Emission,
    /// A real consumer shows that it is absent.
    Proof,
    /// Not yet.
    Open,
}

/// Reads the table.
///
/// # Errors
/// If it cannot be read or has an unknown key.
pub fn table() -> anyhow::Result<Table> {
    let path = input::repository().join("fixtures/field-failures.yml");
    let text = fs_err::read_to_string(&path)?;
    serde_yaml::from_str(&text).with_context(|| path.to_string())
}

impl Coverage {
    /// Runs the command.
    ///
    /// # Errors
    /// If the table cannot be read.
    pub fn run(&self) -> anyhow::Result<Outcome> {
        let table = table()?;
        let scores = [("failures", score(&table.failures)), ("contradictions", score(&table.contradictions))];
        match self.format {
            Format::Json => {
                output::line(serde_json::to_string_pretty(&scores.into_iter().collect::<BTreeMap<_, _>>())?);
            }
            Format::Text => {
                for (name, score) in scores {
                    let total: usize = score.values().sum();
                    let settled = total - score.get(&Handled::Open).copied().unwrap_or_default();
                    let parts: Vec<String> =
                        score.iter().map(|(how, count)| format!("{count} {}", name_of(*how))).collect();
                    output::line(format!("{name}: {settled} of {total} settled ({})", parts.join(", ")));
                }
            }
        }
        if self.open {
            for entry in table
                .failures
                .iter()
                .chain(&table.contradictions)
                .filter(|entry| entry.handled == Handled::Open)
            {
                output::line(format!("{}: {}", entry.id, entry.what));
            }
        }
        Ok(Outcome::Done)
    }
}

fn score(entries: &[Entry]) -> BTreeMap<Handled, usize> {
    let mut score = BTreeMap::new();
    for entry in entries {
        *score.entry(entry.handled).or_default() += 1;
    }
    score
}

const fn name_of(handled: Handled) -> &'static str {
    match handled {
        Handled::Type => "by type",
        Handled::Rule => "by rule",
        Handled::Emission => "by emission",
        Handled::Proof => "by proof",
        Handled::Open => "open",
    }
}
