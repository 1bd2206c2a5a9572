//! `backups`: what is dumped and taken away in a week, what stays for how long, and how much a loss would cost.

use crate::{
    input::{self, DefaultStack},
    output::{self, Format, Outcome},
    report,
    selection::Selection,
};
use comfy_table::{Table, presets::NOTHING};
use serde_json::{Value, json};
use stack_model::{CheckedStack, DeploymentName, Duration, Run, Taken};

/// Arguments of `backups`.
#[derive(Debug, clap::Args)]
pub struct Backups {
    /// What it is asked about.
    #[command(flatten)]
    pub selection: Selection,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

impl Backups {
    /// Runs the command.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn run(&self, default: Option<&DefaultStack>) -> anyhow::Result<Outcome> {
        let (source, environments) = self.selection.read(default)?;
        let Some(stack) = report::or_tell(&source, input::checked(&source)) else {
            return Ok(Outcome::Findings);
        };
        let chosen: Vec<&DeploymentName> = stack
            .resolved()
            .deployments()
            .map(|(name, _)| name)
            .filter(|name| environments.contains(name))
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

fn hours(time: Duration) -> String {
    format!("{} h", time.minutes().div_ceil(60))
}

fn text(stack: &CheckedStack, environment: &DeploymentName) -> String {
    let recovery = stack.recovery(environment);
    if recovery.runs.is_empty() {
        return format!("{environment}: nothing is dumped");
    }
    let mut week = table(&["run", "begins", "ends by", "time zone"]);
    for run in &recovery.runs {
        week.add_row([run.what.clone(), when(run), until(run), run.timezone.to_string()]);
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
        "back within",
    ]);
    let local = stack.resolved().local_dump().keep.to_string();
    for one in &recovery.sources {
        let join = |of: &dyn Fn(&Taken) -> String| one.taken.iter().map(of).collect::<Vec<_>>().join("; ");
        let names = join(&|taken| taken.job.to_string());
        sources.add_row([
            one.source.name().to_string(),
            one.source.host.to_string(),
            local.clone(),
            if names.is_empty() { "nobody".to_owned() } else { names },
            join(&|taken| taken.keep.to_string()),
            join(&|taken| format!("{} d", taken.reach_days)),
            hours(one.point_here),
            one.point_elsewhere.map_or_else(|| "all".to_owned(), hours),
            one.time.map_or_else(|| "nobody measured".to_owned(), |time| format!("{} min", time.minutes())),
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
    let recovery = stack.recovery(environment);
    let week = recovery.runs.iter().map(|run| {
        json!({
            "run": run.what, "at": run.at.to_string(), "timezone": run.timezone.to_string(),
            "within_seconds": run.within.seconds(),
            "minutes_of_week": run.at.schedule().minutes_of_week().collect::<Vec<_>>(),
        })
    });
    let local = stack.resolved().local_dump().keep.seconds();
    let sources = recovery.sources.iter().map(|one| {
        let jobs = one.taken.iter().map(|taken| {
            let keep: serde_json::Map<_, _> =
                taken.keep.counts().map(|(word, count)| (word.to_owned(), json!(count.get()))).collect();
            json!({
                "job": taken.job.as_str(), "repository": taken.repository.as_str(), "keep": keep,
                "reaches_back_days": taken.reach_days,
            })
        });
        json!({
            "source": one.source.name().to_string(), "host": one.source.host.as_str(), "folder": one.source.folder,
            "local_keep_seconds": local, "jobs": jobs.collect::<Vec<_>>(),
            "recovery_point_minutes": {
                "machine_left": one.point_here.minutes(),
                "machine_lost": one.point_elsewhere.map(Duration::minutes),
            },
            "recovery_time_minutes": one.time.map(Duration::minutes),
        })
    });
    json!({ "week": week.collect::<Vec<_>>(), "sources": sources.collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reference() -> CheckedStack {
        let source = input::read("../fixtures/valid/vpai.yml".into()).expect("the reference stack");
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
        // Nobody has measured how long it takes, so nothing is claimed.
        assert_eq!(of("redis")["recovery_time_minutes"], Value::Null);
        let preprod = json_of(&stack, &DeploymentName::new("preprod").expect("a name"));
        assert_eq!(preprod["sources"][0]["recovery_point_minutes"]["machine_lost"], Value::Null);
    }

    #[test]
    fn a_week_is_told_in_its_order() {
        let stack = reference();
        let text = text(&stack, &DeploymentName::new("prod").expect("a name"));
        // How wide a column is does not matter.
        let text = text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} is not in it:\n{text}"));
        assert!(at("dumps daily 02:55 02:59") < at("job db-full daily 03:00 03:05"));
        assert!(at("job grafana Sun 03:25 03:30") < at("job openclaw"));
        assert!(at("export daily 03:30") < at("zerobyte daily 03:40"));
        assert!(at("zerobyte ") < at("archive `0 4 1 * *` 04:00"));
    }
}
