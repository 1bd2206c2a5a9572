//! `retention-finer-than-schedule`: a retention counts periods shorter than those in which snapshots come.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    resolve::Reporter,
    stack::{Retention, Zerobyte},
    value::{Cron, Duration, EnvironmentName},
};

pub(super) static RULE: Rule = Rule {
    code: "retention-finer-than-schedule",
    severity: Severity::Warning,
    summary: "a retention counts periods shorter than those in which snapshots come",
    docs: "\
## What it rejects
`hourly` of a job that runs once a day, `daily` of one that runs once a week, and so on.

## Why it matters
restic counts the periods that have a snapshot. Seven days of a weekly job are seven weeks: more is kept than was meant, or it was
meant that the job runs more often.

## How to repair
Count in periods of the schedule or longer ones, or use `last` for a plain number of snapshots.
",
    acceptable: true,
    check: Check::Stack(check),
};

const PERIODS: [(&str, Duration); 5] = [
    ("hourly", Duration::from_minutes(60)),
    ("daily", days(1)),
    ("weekly", days(7)),
    ("monthly", days(31)),
    ("yearly", days(366)),
];

const fn days(number: u64) -> Duration {
    Duration::from_minutes(number * 24 * 60)
}

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for environment in stack.stack.environments.keys() {
        for subject in subjects(stack, environment) {
            let gap = subject.at.schedule().longest_gap();
            for (word, count) in subject.keep.iter().flat_map(Retention::counts) {
                let period = PERIODS.iter().find(|(known, _)| *known == word).map(|(_, length)| *length);
                if period.is_some_and(|length| gap > length) {
                    let said = subject.said_by.as_ref().unwrap_or(&subject.path);
                    let repair = match subject.said_by {
                        Some(_) => "say what stays at each job instead".into(),
                        None => format!("write `last: {count}`"),
                    };
                    findings
                        .report(
                            said.key("keep").key(word),
                            format!("{} does not run as often as that", subject.title),
                        )
                        .environment(environment)
                        .because(subject.path.key("at"), "when it runs")
                        .help(format!("{count} {word} are {count} snapshots, over a longer time; {repair}"));
                }
            }
        }
    }
}

/// What has a schedule and a retention.
struct Subject<'a> {
    title: String,
    path: KeyPath,
    at: &'a Cron,
    keep: Option<Retention>,
    /// The repository, if that says what stays.
    said_by: Option<KeyPath>,
}

fn subjects<'a>(stack: &'a Resolved, environment: &EnvironmentName) -> Vec<Subject<'a>> {
    let said_by = |own: Option<Retention>, into| own.is_none().then(|| Zerobyte::repository_path(into));
    let jobs = stack.pulls(environment).into_iter().map(|pull| Subject {
        title: Reporter::Job(pull.name.clone()).to_string(),
        path: pull.path(),
        at: pull.at,
        keep: pull.keep,
        said_by: said_by(pull.job.keep, &pull.job.into),
    });
    let state = stack.state_of(environment).map(|one| Subject {
        title: Reporter::State.to_string(),
        path: Zerobyte::path().key("state"),
        at: &one.copy.at,
        keep: stack.zerobyte().and_then(Zerobyte::keep_of_state),
        said_by: said_by(one.copy.keep, &one.copy.into),
    });
    jobs.chain(state).collect()
}
