//! `Score`: what became of the alterations, by area.

use super::{AREAS, TARGET};
use anyhow::Context as _;
use comfy_table::{Table, presets::NOTHING};
use serde_json::Value;
use std::collections::BTreeMap;

/// What became of one alteration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// A test failed.
    Killed,
    /// Every test passed.
    Missed,
    /// It does not compile: nothing is shown.
    Unviable,
    /// A test did not end, which is noticed too.
    Timeout,
}

impl Fate {
    const ALL: [Self; 4] = [Self::Killed, Self::Missed, Self::Unviable, Self::Timeout];

    /// From the word of cargo-mutants; none for what is no alteration's.
    fn of(summary: &str) -> Option<Self> {
        Some(match summary {
            "CaughtMutant" => Self::Killed,
            "MissedMutant" => Self::Missed,
            "Unviable" => Self::Unviable,
            "Timeout" => Self::Timeout,
            _ => return None,
        })
    }
}

/// What became of the alterations, by area.
#[derive(Debug, Default)]
pub struct Score(BTreeMap<String, Vec<(Fate, String)>>);

/// What became of each alteration, by area, from `outcomes.json` of cargo-mutants.
///
/// # Errors
/// If it is not as version 25 writes it, or names a file of no area.
pub(super) fn fates(outcomes: &str) -> anyhow::Result<BTreeMap<String, Vec<(Fate, String)>>> {
    let document: Value = serde_json::from_str(outcomes)?;
    let mut fates: BTreeMap<String, Vec<(Fate, String)>> = BTreeMap::new();
    for outcome in document["outcomes"].as_array().context("there is no list of outcomes")? {
        let mutant = &outcome["scenario"]["Mutant"];
        // The run without an alteration.
        if mutant.is_null() {
            continue;
        }
        let file = mutant["file"].as_str().context("an alteration has a file")?;
        let area =
            AREAS.iter().find(|area| area.has(file)).with_context(|| format!("{file} is in no area"))?;
        let summary = outcome["summary"].as_str().unwrap_or_default();
        let fate = Fate::of(summary).with_context(|| format!("an alteration ended as `{summary}`"))?;
        let start = &mutant["span"]["start"];
        let what = format!(
            "{file}:{}:{}: `{}` in {}",
            start["line"],
            start["column"],
            mutant["replacement"].as_str().unwrap_or_default(),
            mutant["function"]["function_name"].as_str().unwrap_or("no function"),
        );
        fates.entry(area.name.to_owned()).or_default().push((fate, what));
    }
    Ok(fates)
}

impl Score {
    /// Adds what became of more alterations.
    pub fn extend(&mut self, fates: BTreeMap<String, Vec<(Fate, String)>>) {
        for (area, more) in fates {
            self.0.entry(area).or_default().extend(more);
        }
    }

    fn all(&self) -> Vec<&(Fate, String)> {
        self.0.values().flatten().collect()
    }

    /// The alterations that a test can notice.
    pub fn decided(&self) -> usize {
        self.all().iter().filter(|(fate, _)| *fate != Fate::Unviable).count()
    }

    /// How many of them are noticed, in a hundred.
    pub fn percent(&self) -> f64 {
        percent(&self.all())
    }

    /// What lived, then a table by area.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (_, what) in self.all().iter().filter(|(fate, _)| *fate == Fate::Missed) {
            text.push_str(&format!("no test notices {what}\n"));
        }
        let mut table = Table::new();
        table.load_style(NOTHING);
        table.set_header(["area", "killed", "missed", "unviable", "timeout", "score"]);
        let mut row = |name: &str, fates: &[&(Fate, String)]| {
            let counts = Fate::ALL.map(|fate| fates.iter().filter(|(found, _)| *found == fate).count());
            let counts = counts.iter().map(ToString::to_string);
            let score = format!("{:.1} %", percent(fates));
            table.add_row([name.to_owned()].into_iter().chain(counts).chain([score]));
        };
        for (area, fates) in &self.0 {
            row(area, &fates.iter().collect::<Vec<_>>());
        }
        row("all", &self.all());
        format!("{text}{table}\ntarget: {TARGET:.0} %")
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand alterations are counted exactly")]
fn percent(fates: &[&(Fate, String)]) -> f64 {
    let count = |wanted: &[Fate]| fates.iter().filter(|(fate, _)| wanted.contains(fate)).count() as f64;
    let noticed = count(&[Fate::Killed, Fate::Timeout]);
    let decided = noticed + count(&[Fate::Missed]);
    if decided == 0.0 { 0.0 } else { 100.0 * noticed / decided }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(file: &str, summary: &str) -> Value {
        serde_json::json!({
            "summary": summary,
            "scenario": { "Mutant": {
                "file": file, "replacement": "true", "function": { "function_name": "f" },
                "span": { "start": { "line": 7, "column": 3 } },
            } },
        })
    }

    fn score(outcomes: &[Value]) -> anyhow::Result<Score> {
        let baseline = serde_json::json!({ "summary": "Success", "scenario": "Baseline" });
        let outcomes: Vec<&Value> = [&baseline].into_iter().chain(outcomes).collect();
        let mut score = Score::default();
        score.extend(fates(&serde_json::json!({ "outcomes": outcomes }).to_string())?);
        Ok(score)
    }

    const CHECK: &str = "stack-model/src/check.rs";
    const JINJA: &str = "stack-render/src/jinja.rs";

    #[test]
    fn a_missed_alteration_is_named_and_counts_against_the_score() {
        let killed = std::iter::repeat_n(outcome(CHECK, "CaughtMutant"), 2);
        let others = [outcome(CHECK, "Timeout"), outcome(JINJA, "MissedMutant"), outcome(JINJA, "Unviable")];
        let score = score(&killed.chain(others).collect::<Vec<_>>()).unwrap();
        assert_eq!((score.decided(), score.percent()), (4, 75.0));
        let text = score.text();
        assert!(text.starts_with("no test notices stack-render/src/jinja.rs:7:3: `true` in f\n"), "{text}");
        let rows: Vec<Vec<&str>> =
            text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).collect();
        assert!(rows.contains(&vec!["check", "2", "0", "0", "1", "100.0", "%"]), "{text}");
        assert!(rows.contains(&vec!["jinja", "0", "1", "1", "0", "0.0", "%"]), "{text}");
        assert!(rows.contains(&vec!["all", "2", "1", "1", "1", "75.0", "%"]), "{text}");
    }

    #[test]
    fn nothing_but_what_does_not_compile_is_no_score() {
        let score = score(&[outcome(CHECK, "Unviable")]).unwrap();
        assert_eq!((score.decided(), score.percent()), (0, 0.0));
    }

    #[test]
    fn an_unknown_end_or_a_file_of_no_area_is_an_error() {
        assert!(score(&[outcome(CHECK, "Surprise")]).is_err());
        assert!(score(&[outcome("stack-model/src/lib.rs", "CaughtMutant")]).is_err());
    }
}
