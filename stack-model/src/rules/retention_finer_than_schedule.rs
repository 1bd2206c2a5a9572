//! `retention-finer-than-schedule`: a retention counts periods shorter than those in which snapshots come.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity, stack::Zerobyte};

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

const DAY: u32 = 24 * 60;
const PERIODS: [(&str, u32); 5] =
    [("hourly", 60), ("daily", DAY), ("weekly", 7 * DAY), ("monthly", 31 * DAY), ("yearly", 366 * DAY)];

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for environment in stack.stack.environments.keys() {
        let jobs = stack.pulls(environment).into_iter();
        let jobs = jobs.map(|pull| (pull.path(), pull.at, &pull.job.keep));
        let state = stack.state_of(environment).map(|one| one.copy);
        let state = state.map(|copy| (Zerobyte::path().key("state"), &copy.at, &copy.keep));
        for (path, at, keep) in jobs.chain(state) {
            let gap = at.schedule().longest_gap();
            for (word, count) in keep.counts() {
                let period = PERIODS.iter().find(|(known, _)| *known == word).map(|(_, minutes)| *minutes);
                if period.is_some_and(|minutes| gap > minutes) {
                    findings
                        .report(path.key("keep").key(word), "it does not run as often as that")
                        .environment(environment)
                        .because(path.key("at"), "when it runs")
                        .help(format!(
                            "{count} {word} are {count} snapshots, over a longer time; write `last: {count}`"
                        ));
                }
            }
        }
    }
}
