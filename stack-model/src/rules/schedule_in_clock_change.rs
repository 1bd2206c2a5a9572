//! `schedule-in-clock-change`: something is planned for an hour that a night of the year skips or repeats.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    stack::Zerobyte,
    value::{Cron, Timezone},
};

pub(super) static RULE: Rule = Rule {
    code: "schedule-in-clock-change",
    severity: Severity::Error,
    summary: "something is planned for an hour that a night of the year skips or repeats",
    docs: "\
## What it rejects
A time of `backups`, be it of the dumps, of the export, of a job, of the copy of Zerobyte's state or of the archive, that falls into the hour which its time zone skips in spring or repeats in
autumn, on a day on which it may run.

## Why it matters
In spring there is no dump that night, or none before the pull; in autumn there are two, and the second meets the jobs.

## How to repair
Write the time in UTC, which is the default, or choose another hour.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let Some(backups) = stack.backups() else { return };
    let path = KeyPath::root().key("backups");
    meet(&backups.local.at, &backups.local.timezone, &path.key("local").key("at"), findings);
    if let Some(export) = &backups.export {
        meet(&export.at, &backups.local.timezone, &path.key("export").key("at"), findings);
    }
    let Some(zerobyte) = &backups.zerobyte else { return };
    let path = Zerobyte::path();
    meet(&zerobyte.state.at, &zerobyte.timezone, &path.key("state").key("at"), findings);
    if let Some(archive) = &zerobyte.archive {
        meet(&archive.at, &zerobyte.timezone, &path.key("archive").key("at"), findings);
    }
    for environment in stack.stack.environments.keys() {
        for pull in stack.pulls(environment) {
            meet(pull.at, &zerobyte.timezone, &pull.path().key("at"), findings);
        }
    }
}

fn meet(at: &Cron, timezone: &Timezone, path: &KeyPath, findings: &mut Findings<'_>) {
    for change in timezone.clock_changes().into_iter().filter(|change| change.meets(at)) {
        let clock = |minutes: i32| format!("{:02}:{:02}", minutes.div_euclid(60), minutes.rem_euclid(60));
        let (from, to) = (clock(change.minutes.0), clock(change.minutes.1));
        let what = if change.skips { "has no time" } else { "has twice the time" };
        let message =
            format!("one night of the year {what} from {from} to {to} in {timezone}, and `{at}` is in it");
        findings.report(path.clone(), message).help("write it in UTC, or at another hour");
    }
}
