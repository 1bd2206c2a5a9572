//! `BackupSummary`: what is dumped and taken away in a week, what stays for how long, and how much a loss would cost.

mod source;
mod week;

pub use source::{JobSummary, RecoveryPoint, SourceSummary};
pub use week::WeeklyRun;

use crate::table::table;
use indexmap::IndexMap;
use serde::Serialize;
use stack_model::{CheckedStack, EnvironmentName};
use std::fmt;

/// The backups of a stack, by environment.
///
/// ```
/// # let text = include_str!("../../fixtures/valid/vpai.yml");
/// use stackwright::{backups::BackupSummary, stack_model::{Source, check}};
///
/// let stack = check(Source::new("stack.yml", text).parse()?)?;
/// let summary = BackupSummary::of(&stack);
/// let sources = &summary.environments["prod"].sources;
/// assert!(sources.iter().all(|source| source.recovery_point_minutes.machine_lost.is_some()));
/// # Ok::<(), stackwright::stack_model::Report>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BackupSummary {
    /// By environment.
    pub environments: IndexMap<EnvironmentName, EnvironmentBackups>,
}

/// The backups of one environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct EnvironmentBackups {
    /// What runs in a week, in the order of the day; nothing if nothing is dumped.
    pub week: Vec<WeeklyRun>,
    /// What stays of each source, and what its loss costs.
    pub sources: Vec<SourceSummary>,
}

impl BackupSummary {
    /// The backups of a stack.
    pub fn of(stack: &CheckedStack) -> Self {
        let environments = stack.resolved().deployments().map(|(name, _)| {
            let recovery = stack.recovery(name);
            let local_keep = stack.resolved().local_dump().keep;
            let backups = EnvironmentBackups {
                week: recovery.runs.iter().map(WeeklyRun::of).collect(),
                sources: recovery.sources.iter().map(|one| SourceSummary::of(one, local_keep)).collect(),
            };
            (name.clone(), backups)
        });
        Self { environments: environments.collect() }
    }

    /// The same, for some environments; for all of them if the list is empty.
    #[must_use]
    pub fn only(mut self, environments: &[EnvironmentName]) -> Self {
        self.environments.retain(|name, _| environments.is_empty() || environments.contains(name));
        self
    }
}

/// Two tables an environment: the week, and the sources.
impl fmt::Display for BackupSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let blocks: Vec<String> =
            self.environments.iter().map(|(name, backups)| block(name, backups)).collect();
        f.write_str(&blocks.join("\n\n"))
    }
}

fn block(environment: &EnvironmentName, backups: &EnvironmentBackups) -> String {
    if backups.week.is_empty() {
        return format!("{environment}: nothing is dumped");
    }
    let mut week = table(&["run", "begins", "ends by", "time zone"]);
    for run in &backups.week {
        week.add_row(run.cells());
    }
    let mut sources = table(&SourceSummary::HEAD);
    for source in &backups.sources {
        sources.add_row(source.cells());
    }
    let (week, sources) = (week.trim_fmt(), sources.trim_fmt());
    format!("{environment}: a week\n{week}\n\n{environment}: what stays, and what a loss costs\n{sources}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use stack_model::{Source, check};

    fn reference() -> BackupSummary {
        let source = Source::new("stack.yml", include_str!("../../fixtures/valid/vpai.yml"));
        let stack = source.parse().and_then(check).unwrap_or_else(|report| panic!("{report}"));
        BackupSummary::of(&stack)
    }

    #[test]
    fn each_source_has_the_cost_of_its_loss() {
        let said = serde_json::to_value(reference()).expect("text and numbers");
        let prod = &said["environments"]["prod"];
        let sources = prod["sources"].as_array().expect("sources");
        assert_eq!(sources.len(), 7, "{said}");
        let of = |name: &str| sources.iter().find(|source| source["source"] == name).expect("a source");
        // A day and the four minutes of a dump; a day, the five of a job, and the five before it began.
        assert_eq!(
            of("postgresql")["recovery_point_minutes"],
            json!({ "machine_left": 1444, "machine_lost": 1450 })
        );
        assert_eq!(of("grafana")["recovery_point_minutes"]["machine_lost"], 7 * 1440 + 5 + 30);
        assert_eq!(of("redis")["jobs"][0]["keep"], json!({ "daily": 7, "weekly": 4 }));
        // The stack does not say how long a restore took when it was measured, so no time is claimed.
        assert_eq!(of("redis")["recovery_time_minutes"], Value::Null);
        let preprod = &said["environments"]["preprod"];
        assert_eq!(preprod["sources"][0]["recovery_point_minutes"]["machine_lost"], Value::Null);
    }

    #[test]
    fn a_week_is_listed_in_the_order_of_the_day() {
        let text = reference().only(&[EnvironmentName::new("prod").expect("a name")]).to_string();
        // How wide a column is does not matter.
        let text = text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} is not in it:\n{text}"));
        assert!(at("dumps daily 02:55 02:59") < at("job db-full daily 03:00 03:05"));
        assert!(at("job grafana Sun 03:25 03:30") < at("job openclaw"));
        assert!(at("export daily 03:30") < at("zerobyte daily 03:40"));
        assert!(at("zerobyte ") < at("archive `0 4 1 * *` 04:00"));
    }
}
