//! `backups`: what is dumped and taken away in a week, what stays for how long, and how much a loss would cost.

use crate::{
    input,
    output::{self, Outcome},
    report::{self, Format as ReportFormat},
};
use camino::Utf8PathBuf;
use comfy_table::{Table, presets::NOTHING};
use serde_json::{Value, json};
use stack_model::{
    CheckedStack, CivilTime, Cron, DeploymentName, Duration,
    resolve::{Pull, Source},
    stack::LocalDump,
};

/// Arguments of `backups`.
#[derive(Debug, clap::Args)]
pub struct Backups {
    /// The stack. `stack.yml` here, else the reference stack.
    pub stack: Option<Utf8PathBuf>,
    /// Only this environment; may be repeated.
    #[arg(long = "env", value_name = "ENV")]
    pub environments: Vec<String>,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// How it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// Two tables for each environment.
    #[default]
    Text,
    /// One JSON object.
    Json,
}

impl Backups {
    /// Runs the command.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn run(&self) -> anyhow::Result<Outcome> {
        let source = input::read(&input::choose(self.stack.as_deref()))?;
        let environments = input::environments(&self.environments, &source)?;
        let stack = match input::checked(&source) {
            Ok(stack) => stack,
            Err(report) => {
                output::note(report::print(ReportFormat::Text, &[(source, report)], false));
                return Ok(Outcome::Findings);
            }
        };
        let chosen: Vec<&DeploymentName> = stack
            .resolved()
            .deployments()
            .map(|(name, _)| name)
            .filter(|name| environments.is_empty() || environments.contains(name))
            .collect();
        output::line(match self.format {
            Format::Text => chosen.iter().map(|name| text(&stack, name)).collect::<Vec<_>>().join("\n\n"),
            Format::Json => {
                let of = chosen.iter().map(|name| (name.to_string(), json_of(&stack, name)));
                serde_json::to_string_pretty(
                    &json!({ "environments": of.collect::<serde_json::Map<_, _>>() }),
                )?
            }
        });
        Ok(Outcome::Done)
    }
}

/// A run that comes again.
struct Run {
    what: String,
    at: Cron,
    timezone: String,
    within: Duration,
}

/// What runs in an environment: the dumps, then the jobs in the order of the day.
fn runs(stack: &CheckedStack, environment: &DeploymentName) -> Vec<Run> {
    let resolved = stack.resolved();
    if resolved.backup_sources(environment).is_empty() {
        return Vec::new();
    }
    let dumps = resolved.local_dump();
    let zone = resolved.zerobyte().map(|one| one.timezone.to_string());
    let mut jobs: Vec<Run> = resolved
        .pulls(environment)
        .iter()
        .map(|pull| Run {
            what: format!("job {}", pull.name),
            at: pull.at.clone(),
            timezone: zone.clone().unwrap_or_default(),
            within: pull.job.within,
        })
        .collect();
    jobs.sort_by_key(|run| run.at.schedule().minutes_of_day().first().copied());
    let timezone = dumps.timezone.to_string();
    let first = Run { what: "dumps".into(), at: dumps.at.clone(), timezone, within: dumps.within };
    std::iter::once(first).chain(jobs).collect()
}

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The days of a week on which a run may begin, and when.
fn when(run: &Run) -> String {
    let mut days: Vec<u32> = run.at.schedule().minutes_of_week().map(|minute| minute / (24 * 60)).collect();
    days.dedup();
    let days = match days.as_slice() {
        _ if !run.at.schedule().is_weekly() => format!("`{}`", run.at),
        [_, _, _, _, _, _, _] => "daily".to_owned(),
        some => some.iter().map(|day| WEEKDAYS[*day as usize]).collect::<Vec<_>>().join(" "),
    };
    let times: Vec<String> =
        run.at.schedule().minutes_of_day().iter().map(|minute| clock(u64::from(*minute))).collect();
    format!("{days} {}", times.join(" "))
}

fn clock(minutes: u64) -> String {
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}

/// When the last start of a day is over at the latest.
fn until(run: &Run) -> String {
    let last = run.at.schedule().minutes_of_day().last().copied().unwrap_or_default();
    clock(u64::from(last) + run.within.seconds().div_ceil(60))
}

/// Minutes of work that a loss costs at most: where the machine is left, and where it is lost. The newest copy is as old as the
/// longest time between two runs, a run that has not ended counts for nothing, and what is taken away was dumped some time before.
fn recovery_point(stack: &CheckedStack, pulls: &[Pull<'_>], source: &Source) -> (u64, Option<u64>) {
    let longest =
        |at: &Cron, within: Duration| u64::from(at.schedule().longest_gap()) + within.seconds().div_ceil(60);
    let dumps = stack.resolved().local_dump();
    let away = pulls.iter().filter(|pull| pull.source == *source);
    let away = away.map(|pull| longest(pull.at, pull.job.within) + age(stack, &dumps, pull));
    (longest(&dumps.at, dumps.within), away.min())
}

/// Minutes from the dumps to a job that takes them away, at most. The zones of both are taken at standard time.
fn age(stack: &CheckedStack, dumps: &LocalDump, pull: &Pull<'_>) -> u64 {
    const WEEK: i64 = 7 * 24 * 60;
    let zerobyte = stack.resolved().zerobyte();
    let offset = zerobyte.map_or(0, |zerobyte| zerobyte.timezone.offsets().standard);
    let shift = i64::from(offset - dumps.timezone.offsets().standard);
    let begins: Vec<i64> = dumps.at.schedule().minutes_of_week().map(i64::from).collect();
    let since = |start: i64| begins.iter().map(|begin| (start - shift - begin).rem_euclid(WEEK)).min();
    let starts = pull.at.schedule();
    let ages = starts.minutes_of_week().filter_map(|start| since(i64::from(start)));
    ages.max().and_then(|age| u64::try_from(age).ok()).unwrap_or_default()
}

/// Days that the oldest snapshot of a job reaches back after ten years without a miss.
fn reach(pull: &Pull<'_>) -> i64 {
    let first = CivilTime::new(2015, 1, 1, 0, 0);
    let times: Vec<CivilTime> = pull.at.schedule().times(first, 3653).collect();
    let stays = pull.job.keep.survivors(&times, stack_model::stack::Restic::Filling);
    let oldest = times.iter().zip(stays).find(|(_, stays)| *stays).map(|(time, _)| *time);
    let (Some(oldest), Some(newest)) = (oldest, times.last()) else { return 0 };
    newest.minutes_since(oldest) / (24 * 60)
}

fn hours(minutes: u64) -> String {
    format!("{} h", minutes.div_ceil(60))
}

fn text(stack: &CheckedStack, environment: &DeploymentName) -> String {
    let resolved = stack.resolved();
    let (runs, pulls) = (runs(stack, environment), resolved.pulls(environment));
    if runs.is_empty() {
        return format!("{environment}: nothing is dumped");
    }
    let mut week = table(&["run", "begins", "ends by", "time zone"]);
    for run in &runs {
        week.add_row([run.what.clone(), when(run), until(run), run.timezone.clone()]);
    }
    let mut sources = table(&[
        "source",
        "machine",
        "here",
        "taken by",
        "keeps",
        "reaches back",
        "loss here",
        "loss elsewhere",
    ]);
    for source in resolved.backup_sources(environment) {
        let (here, away) = recovery_point(stack, &pulls, &source);
        let local = resolved.local_dump().keep.to_string();
        let mut taken: Vec<&Pull<'_>> = pulls.iter().filter(|pull| pull.source == source).collect();
        taken.sort_by_key(|pull| pull.name.to_string());
        let (names, keeps, days) = if taken.is_empty() {
            ("nobody".to_owned(), String::new(), String::new())
        } else {
            let join = |of: &dyn Fn(&Pull<'_>) -> String| {
                taken.iter().map(|pull| of(pull)).collect::<Vec<_>>().join("; ")
            };
            (
                join(&|pull| pull.name.to_string()),
                join(&|pull| pull.job.keep.to_string()),
                join(&|pull| format!("{} d", reach(pull))),
            )
        };
        let away = away.map_or_else(|| "all".to_owned(), hours);
        sources.add_row([
            source.name().to_string(),
            source.host.to_string(),
            local,
            names,
            keeps,
            days,
            hours(here),
            away,
        ]);
    }
    format!("{environment}: a week\n{week}\n\n{environment}: what stays, and what a loss costs\n{sources}")
}

fn table(head: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(head.to_vec());
    table
}

fn json_of(stack: &CheckedStack, environment: &DeploymentName) -> Value {
    let resolved = stack.resolved();
    let pulls = resolved.pulls(environment);
    let week = runs(stack, environment).into_iter().map(|run| {
        json!({
            "run": run.what, "at": run.at.to_string(), "timezone": run.timezone, "within_seconds": run.within.seconds(),
            "minutes_of_week": run.at.schedule().minutes_of_week().collect::<Vec<_>>(),
        })
    });
    let sources = resolved.backup_sources(environment).into_iter().map(|source| {
        let (here, away) = recovery_point(stack, &pulls, &source);
        let jobs = pulls.iter().filter(|pull| pull.source == source).map(|pull| {
            let keep: serde_json::Map<_, _> =
                pull.job.keep.counts().map(|(word, count)| (word.to_owned(), json!(count.get()))).collect();
            json!({ "job": pull.name.as_str(), "repository": pull.job.into.as_str(), "keep": keep, "reaches_back_days": reach(pull) })
        });
        json!({
            "source": source.name().to_string(), "host": source.host.as_str(), "folder": source.folder,
            "local_keep_seconds": resolved.local_dump().keep.seconds(), "jobs": jobs.collect::<Vec<_>>(),
            "recovery_point_minutes": { "machine_left": here, "machine_lost": away },
        })
    });
    json!({ "week": week.collect::<Vec<_>>(), "sources": sources.collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reference() -> CheckedStack {
        let source = input::read(&input::repository().join(input::REFERENCE)).expect("the reference stack");
        input::checked(&source).unwrap_or_else(|report| panic!("{report}"))
    }

    #[test]
    fn each_source_says_what_its_loss_costs() {
        let stack = reference();
        let prod = DeploymentName::new("prod").expect("a name");
        let said = json_of(&stack, &prod);
        let sources = said["sources"].as_array().expect("sources");
        assert_eq!(sources.len(), 7, "{said}");
        let of = |name: &str| sources.iter().find(|source| source["source"] == name).expect("a source");
        // A day and the four minutes of a dump; a day, the five of a job, and the five before it began.
        assert_eq!(
            of("postgresql")["recovery_point_minutes"],
            json!({ "machine_left": 1444, "machine_lost": 1450 })
        );
        assert_eq!(of("grafana")["recovery_point_minutes"]["machine_lost"], 7 * 1440 + 5 + 30);
        assert_eq!(of("redis")["jobs"][0]["keep"], json!({ "daily": 7, "weekly": 4 }));
        let preprod = json_of(&stack, &DeploymentName::new("preprod").expect("a name"));
        assert_eq!(preprod["sources"][0]["recovery_point_minutes"]["machine_lost"], Value::Null);
    }

    #[test]
    fn a_week_is_told_in_its_order() {
        let stack = reference();
        let text = text(&stack, &DeploymentName::new("prod").expect("a name"));
        let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} is not in it:\n{text}"));
        assert!(at("dumps           daily 02:55  02:59") < at("job db-full     daily 03:00  03:05"));
        assert!(at("job grafana     Sun 03:25    03:30") < at("job openclaw"));
    }
}
