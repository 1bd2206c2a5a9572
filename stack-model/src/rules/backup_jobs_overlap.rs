//! `backup-jobs-overlap`: a job begins while another has its repository, or in the same minute as another.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    stack::Zerobyte,
    value::{Cron, Duration, EnvironmentName, RepositoryName},
};

pub(super) static RULE: Rule = Rule {
    code: "backup-jobs-overlap",
    severity: Severity::Error,
    summary: "a job begins while another has its repository, or in the same minute as another",
    docs: "\
## What it rejects
Two jobs with one repository of which one begins within the `within` of the other, with its tries after a failure; the same of a job
and the copy of Zerobyte's state, or the archive, which read the repository as well; and two jobs that begin in one minute, whatever
their repositories.

## Why it matters
Zerobyte starts everything that is due in a minute at once, and a clean-up locks the repository for itself: the other job waits or
fails, and so do those behind it (field report BKP-05; the specification starts two jobs on Sundays at 03:00).

## How to repair
Let each job begin when the one before it has ended: `at` plus `within`.
",
    acceptable: false,
    check: Check::Stack(check),
};

/// What has a repository for some time.
struct Holder<'a> {
    title: String,
    path: KeyPath,
    environment: &'a EnvironmentName,
    repository: &'a RepositoryName,
    at: &'a Cron,
    window: Duration,
    /// Whether Zerobyte starts it: everything that it starts in one minute begins at once.
    started: bool,
}

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let environments = stack.stack.environments.keys();
    let holders: Vec<Holder<'_>> = environments.flat_map(|environment| holders(stack, environment)).collect();
    for (index, second) in holders.iter().enumerate() {
        for first in &holders[..index] {
            let Some(meeting) = meeting(first, second).or_else(|| meeting(second, first)) else { continue };
            let message = if meeting == Duration::from_seconds(0) {
                format!("it begins in the same minute as {}", first.title)
            } else {
                let minutes = meeting.minutes();
                format!("it meets {}, of which one begins {minutes} minutes before the other", first.title)
            };
            findings
                .report(second.path.key("at"), message)
                .environment(second.environment)
                .because(first.path.key("at"), "the other one")
                .help("let the second begin when the first has ended: `at` plus `within`");
        }
    }
}

fn holders<'a>(stack: &'a Resolved, environment: &'a EnvironmentName) -> Vec<Holder<'a>> {
    let jobs = stack.pulls(environment).into_iter().map(|pull| Holder {
        title: format!("`{}`", pull.name),
        path: pull.path(),
        environment,
        repository: &pull.job.into,
        at: pull.at,
        window: pull.job.window(),
        started: true,
    });
    let state = stack.state_of(environment).map(|one| Holder {
        title: "the copy of Zerobyte's state".into(),
        path: Zerobyte::path().key("state"),
        environment,
        repository: &one.copy.into,
        at: &one.copy.at,
        window: one.copy.within,
        started: false,
    });
    let archived = stack.archived(environment).into_iter().map(|one| Holder {
        title: "the archive".into(),
        path: Zerobyte::path().key("archive"),
        environment,
        repository: one.restic_repository.name,
        at: &one.archive.at,
        window: one.archive.within,
        started: false,
    });
    jobs.chain(state).chain(archived).collect()
}

/// The time from a start of the first to one of the second that comes too early; `None` if there is no such start.
fn meeting(first: &Holder<'_>, second: &Holder<'_>) -> Option<Duration> {
    let shared = first.environment == second.environment && first.repository == second.repository;
    let too_early = if shared {
        // The archive reads its repositories one after the other, so that it never meets itself.
        (first.path != second.path).then_some(first.window)
    } else {
        // Without a repository in common only the same minute is too early.
        (first.started && second.started).then_some(Duration::from_minutes(1))
    };
    first.at.schedule().soonest(second.at.schedule(), too_early?)
}
