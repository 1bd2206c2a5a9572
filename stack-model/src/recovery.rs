//! `Recovery`: what runs for the backups of an environment, what stays of each source, and what its loss costs.

use crate::{
    CheckedStack, Resolved,
    resolve::{Pull, Source},
    stack::{LocalDump, Restic, Retention},
    value::{CivilTime, Cron, Duration, EnvironmentName, JobName, RepositoryName, Timezone},
};

/// What runs for the backups of an environment, what stays of each source, and what its loss costs.
///
/// ```
/// # let text = include_str!("../../fixtures/valid/vpai.yml");
/// let stack = stack_model::check(stack_model::Source::new("stack.yml", text).parse()?)?;
/// let prod = stack_model::EnvironmentName::new("prod").expect("a name");
/// let recovery = stack.recovery(&prod);
/// assert!(recovery.sources.iter().all(|source| source.point_elsewhere.is_some()));
/// # Ok::<(), stack_model::Report>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recovery {
    /// What runs: the dumps, then what takes them, in the order of the day.
    pub runs: Vec<Run>,
    /// Each source.
    pub sources: Vec<Recoverable>,
}

/// Something that runs by a schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Run {
    /// What it is: `dumps`, `export`, `job db-full`, `zerobyte` or `archive`.
    pub what: String,
    /// When it begins.
    pub at: Cron,
    /// The time zone of that.
    pub timezone: Timezone,
    /// How long it takes at most, with its tries.
    pub within: Duration,
}

/// What stays of a source, and what its loss costs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recoverable {
    /// The source.
    pub source: Source,
    /// Who takes its dumps away, in the order of the names.
    pub taken: Vec<Taken>,
    /// The longest time whose work is lost, in whole minutes, if the dumps on the machine are left: the longest time between two
    /// runs of them, and one that has not ended counts for nothing.
    pub point_here: Duration,
    /// The same if the machine is lost: what was taken away was dumped some time before. `None` if no job takes it away.
    pub point_elsewhere: Option<Duration>,
    /// The time until it is back, in whole minutes, as the author of the stack has measured it; `None` if it was not measured.
    /// Nothing that is declared bounds how long a restore takes, so nothing else is said.
    pub time: Option<Duration>,
}

/// A job that takes the dumps of a source away.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Taken {
    /// Its name.
    pub job: JobName,
    /// Where to.
    pub repository: RepositoryName,
    /// Which snapshots stay.
    pub keep: Retention,
    /// Days that the oldest of them reaches back, after ten years without a miss.
    pub reach_days: i64,
}

impl CheckedStack {
    /// What runs for the backups of an environment, what stays, and what a loss costs.
    pub fn recovery(&self, environment: &EnvironmentName) -> Recovery {
        Recovery::of(self, environment)
    }
}

impl Recovery {
    fn of(checked: &CheckedStack, environment: &EnvironmentName) -> Self {
        let stack = checked.resolved();
        let (sources, pulls) = (stack.backup_sources(environment), checked.pulls(environment));
        let dumps = stack.local_dump();
        let recoverable = |source: Source| {
            let mut own: Vec<&(Pull<'_>, Retention)> =
                pulls.iter().filter(|(pull, _)| pull.source == source).collect();
            own.sort_by_key(|(pull, _)| pull.name);
            let elsewhere = own.iter().map(|(pull, _)| {
                pull.at.schedule().max_age(pull.job.window()) + age_when_taken(stack, &dumps, pull)
            });
            Recoverable {
                point_elsewhere: elsewhere.min(),
                point_here: dumps.max_age(),
                time: own
                    .iter()
                    .filter_map(|(pull, _)| pull.job.back_within)
                    .map(Duration::rounded_up_to_minutes)
                    .min(),
                taken: own.iter().map(|(pull, keep)| taken(pull, *keep)).collect(),
                source,
            }
        };
        let runs = if sources.is_empty() { Vec::new() } else { runs(stack, environment, &dumps) };
        Self { runs, sources: sources.into_iter().map(recoverable).collect() }
    }
}

fn taken(pull: &Pull<'_>, keep: Retention) -> Taken {
    Taken {
        job: pull.name.clone(),
        repository: pull.job.into.clone(),
        keep,
        reach_days: reach_days(pull.at, keep),
    }
}

const TEN_YEARS: u32 = 3653;

/// Days that the oldest snapshot reaches back, after ten years of a schedule.
fn reach_days(at: &Cron, keep: Retention) -> i64 {
    // A retention counts from the newest on. Where it drops the first snapshot of the last weeks, it drops all that were before
    // them, and the years need not be played.
    let lately =
        [64, 512].into_iter().filter_map(|days| oldest(at, keep, days)).find(|(index, _)| *index > 0);
    lately.or_else(|| oldest(at, keep, TEN_YEARS)).map_or(0, |(_, days)| days)
}

/// Which of a schedule's runs in the days before 2025 is the oldest whose snapshot stays, and the days from there to the newest.
fn oldest(at: &Cron, keep: Retention, days: u32) -> Option<(usize, i64)> {
    let first = CivilTime::new(2025, 1, 1, 0, 0).plus_minutes(-i64::from(days) * 24 * 60);
    let times: Vec<CivilTime> = at.schedule().times(first, days).collect();
    let index = keep.survivors(&times, Restic::Filling).iter().position(|stays| *stays)?;
    Some((index, times.last()?.minutes_since(times[index]) / (24 * 60)))
}

/// The longest time from the start of the dumps to a job that takes them away, in any season.
fn age_when_taken(stack: &Resolved, dumps: &LocalDump, pull: &Pull<'_>) -> Duration {
    const WEEK: i64 = 7 * 24 * 60;
    let shifts =
        stack.zerobyte().map(|zerobyte| zerobyte.timezone.ahead_of(&dumps.timezone)).unwrap_or_default();
    let begins: Vec<i64> = dumps.at.schedule().minutes_of_week().map(i64::from).collect();
    let since = |start: i64| begins.iter().map(|begin| (start - begin).rem_euclid(WEEK)).min();
    let starts: Vec<i64> = pull.at.schedule().minutes_of_week().map(i64::from).collect();
    let ages = shifts.iter().flat_map(|shift| starts.iter().filter_map(move |start| since(start - shift)));
    Duration::from_minutes(ages.max().and_then(|age| u64::try_from(age).ok()).unwrap_or_default())
}

fn runs(stack: &Resolved, environment: &EnvironmentName, dumps: &LocalDump) -> Vec<Run> {
    let run = |what: String, at: &Cron, timezone: &Timezone, within| Run {
        what,
        at: at.clone(),
        timezone: timezone.clone(),
        within,
    };
    let mut later = Vec::new();
    if let Some(machine_export) = stack.machine_exports(environment).first() {
        later.push(run(
            "export".into(),
            &machine_export.export.at,
            &dumps.timezone,
            machine_export.export.within,
        ));
    }
    if let Some(zerobyte) = stack.zerobyte() {
        let zone = &zerobyte.timezone;
        let jobs = stack.pulls(environment).into_iter();
        later.extend(jobs.map(|pull| run(format!("job {}", pull.name), pull.at, zone, pull.job.window())));
        let state = stack.state_of(environment).map(|one| one.copy);
        later.extend(state.map(|copy| run("zerobyte".into(), &copy.at, zone, copy.within)));
        let archive = zerobyte.archive.as_ref().filter(|_| !stack.archived(environment).is_empty());
        later.extend(archive.map(|archive| run("archive".into(), &archive.at, zone, archive.within)));
    }
    later.sort_by_key(|run| run.at.schedule().minutes_of_day().first().copied());
    let first = run("dumps".into(), &dumps.at, &dumps.timezone, dumps.within);
    std::iter::once(first).chain(later).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_history_says_what_a_long_one_does() {
        let crons = ["55 2 * * *", "*/30 * * * *", "0 3 * * 0", "0 5 1 * *", "0 0 29 2 *", "15 4 1,15 * 1"];
        let counts = [
            [1, 0, 0, 0, 0, 0],
            [0, 0, 7, 4, 6, 2],
            [0, 0, 0, 4, 6, 0],
            [100, 0, 0, 0, 0, 0],
            [0, 48, 3, 0, 0, 0],
            [0, 0, 0, 0, 0, 9],
            [0, 0, 0, 0, 0, 40],
        ];
        let mut short = 0;
        for (cron, counts) in crons.iter().flat_map(|cron| counts.iter().map(move |counts| (cron, *counts))) {
            let (at, keep) = (Cron::new(*cron).unwrap(), Retention::new(counts).unwrap());
            let whole = oldest(&at, keep, TEN_YEARS).map_or(0, |(_, days)| days);
            assert_eq!(reach_days(&at, keep), whole, "{cron} {keep}");
            short += u32::from(oldest(&at, keep, 64).is_some_and(|(index, _)| index > 0));
        }
        assert!(short > 5, "weeks are enough for some");
    }
}
