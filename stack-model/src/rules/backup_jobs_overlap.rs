//! `backup-jobs-overlap`: a job begins while another has its repository, or in the same minute as another.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity, resolve::Pull};

pub(super) static RULE: Rule = Rule {
    code: "backup-jobs-overlap",
    severity: Severity::Error,
    summary: "a job begins while another has its repository, or in the same minute as another",
    docs: "\
## What it rejects
Two jobs with one repository of which one begins within the `within` of the other, over a whole week; and two jobs that begin in
one minute, whatever their repositories.

## Why it matters
Zerobyte starts everything that is due in a minute at once, and a clean-up locks the repository for itself: the other job waits or
fails, and so do those behind it (field report BKP-05; the specification starts two jobs on Sundays at 03:00).

## How to repair
Let each job begin when the one before it has ended: `at` plus `within`.
",
    acceptable: false,
    check: Check::Stack(check),
};

const WEEK: u32 = 7 * 24 * 60;

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let pulls: Vec<Pull<'_>> =
        stack.stack.environments.keys().flat_map(|environment| stack.pulls(environment)).collect();
    for (index, second) in pulls.iter().enumerate() {
        for first in &pulls[..index] {
            let one = first.environment == second.environment && first.job.into == second.job.into;
            let Some(meeting) = meeting(first, second, one).or_else(|| meeting(second, first, one)) else {
                continue;
            };
            let message = if meeting == 0 {
                format!("it begins in the same minute as `{}`", first.name)
            } else {
                format!("it meets `{}`, of which one begins {meeting} minutes before the other", first.name)
            };
            findings
                .report(at(second), message)
                .environment(second.environment)
                .because(at(first), "the other one")
                .help("let the second begin when the first has ended: `at` plus `within`");
        }
    }
}

fn at(pull: &Pull<'_>) -> KeyPath {
    pull.path().key("at")
}

/// Minutes from a start of the first to one of the second that comes too early; none if there is no such.
fn meeting(first: &Pull<'_>, second: &Pull<'_>, one: bool) -> Option<u32> {
    let (before, after) = (first.at.schedule(), second.at.schedule());
    if !before.may_share_a_day(&after) {
        return None;
    }
    // Without a repository in common the same minute alone is one too many.
    let minutes =
        if one { u32::try_from(first.job.within.seconds().div_ceil(60)).unwrap_or(WEEK) } else { 1 };
    let gaps = before.minutes_of_week().flat_map(|from| {
        after.minutes_of_week().map(move |to| (to + WEEK - from) % WEEK).collect::<Vec<_>>()
    });
    gaps.filter(|gap| *gap < minutes).min()
}
