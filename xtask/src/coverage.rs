//! `coverage`: how the known failures of the field, and the contradictions of the specification, are handled.

use crate::input;
use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use serde_json::json;
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
    /// Nothing of the part of the specification that it is about is emitted yet; a test fails when something is.
    Absent,
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

impl Table {
    /// The rows that nothing settles yet, failures first.
    pub fn open(&self) -> impl Iterator<Item = &Entry> {
        let rows = self.failures.iter().chain(&self.contradictions);
        rows.filter(|entry| entry.handled == Handled::Open)
    }

    /// How many rows of each list are settled in which way, and each open row with what it is.
    pub fn text(&self) -> String {
        let mut lines: Vec<String> = self
            .lists()
            .into_iter()
            .map(|(name, entries)| {
                let score = score(entries);
                let of = |how| score.get(&how).copied().unwrap_or_default();
                let settled = entries.len() - of(Handled::Open) - of(Handled::Absent);
                let parts: Vec<String> =
                    score.iter().map(|(how, count)| format!("{count} {}", name_of(*how))).collect();
                format!("{name}: {settled} of {} settled ({})", entries.len(), parts.join(", "))
            })
            .collect();
        lines.extend(self.open().map(|entry| format!("open: {}: {}", entry.id, entry.what)));
        lines.join("\n")
    }

    /// The same as one JSON object.
    pub fn json(&self) -> serde_json::Value {
        let open = self.open().map(|entry| json!({ "id": entry.id, "what": entry.what }));
        let mut object = json!({ "open": open.collect::<Vec<_>>() });
        for (name, entries) in self.lists() {
            object[name] = json!(score(entries));
        }
        object
    }

    /// `Findings` while a row is open.
    pub fn outcome(&self) -> Outcome {
        if self.open().next().is_none() { Outcome::Done } else { Outcome::Findings }
    }

    fn lists(&self) -> [(&'static str, &[Entry]); 2] {
        [("failures", &self.failures), ("contradictions", &self.contradictions)]
    }
}

impl Coverage {
    /// Runs the command: a finding if a row is open.
    ///
    /// # Errors
    /// If the table cannot be read.
    pub fn run(&self) -> anyhow::Result<Outcome> {
        let table = table()?;
        match self.format {
            Format::Json => output::line(serde_json::to_string_pretty(&table.json())?),
            Format::Text => output::line(table.text()),
        }
        Ok(table.outcome())
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
        Handled::Absent => "about a part that is not emitted",
        Handled::Open => "open",
    }
}
