//! `pull-before-dump`: dumps are taken away while they are written.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    resolve::{MachineExport, Pull},
    stack::{LocalDump, Zerobyte},
    value::{Cron, Duration, EnvironmentName},
};

pub(super) static RULE: Rule = Rule {
    code: "pull-before-dump",
    severity: Severity::Error,
    summary: "dumps are taken away while they are written",
    docs: "\
## What it rejects
A job or an export that begins before `backups.local.at` plus `within` is over, or that may still run when the next dumps begin, in
any season: `local` and Zerobyte each have a time zone.

## Why it matters
What is taken is last night's, or half of tonight's, and nothing says so. Five minutes by the clock are a promise only where
something ends the dumps after them (SPEC-39): the unit of systemd does, after `within`.

## How to repair
Let it begin later, or the dumps take less time; write one time zone for both.
",
    acceptable: false,
    check: Check::Stack(check),
};

const WEEK: i64 = 7 * 24 * 60;

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let dumps = stack.local_dump();
    for taker in takers(stack, &dumps) {
        let Some(message) = taker.shifts.iter().find_map(|shift| collision(&dumps, &taker, *shift)) else {
            continue;
        };
        let local = KeyPath::root().key("backups").key("local");
        let mut finding = findings.report(taker.path, message).environment(taker.environment);
        if stack.backups().is_some_and(|backups| backups.local != LocalDump::default()) {
            finding = finding.because(local, "the dumps");
        }
        finding.help(format!(
            "the dumps begin at `{}` ({}) and may take {}",
            dumps.at, dumps.timezone, dumps.within
        ));
    }
}

/// Who reads dumps, by a schedule.
struct Taker<'a> {
    path: KeyPath,
    environment: &'a EnvironmentName,
    at: &'a Cron,
    within: Duration,
    /// Minutes by which its clock is ahead of that of the dumps, in each season.
    shifts: Vec<i64>,
}

fn takers<'a>(stack: &'a Resolved, dumps: &LocalDump) -> Vec<Taker<'a>> {
    let zerobyte = stack.zerobyte();
    let shifts = zerobyte.map(|zerobyte| zerobyte.timezone.ahead_of(&dumps.timezone)).unwrap_or_default();
    let mut takers = Vec::new();
    for environment in stack.stack.environments.keys() {
        takers.extend(stack.pulls(environment).into_iter().map(|Pull { at, job, name, .. }| Taker {
            path: Zerobyte::path().key("jobs").key(name).key("at"),
            environment,
            at,
            within: job.window(),
            shifts: shifts.clone(),
        }));
        // Its schedule is meant in the time zone of the dumps; all machines of an environment have one.
        takers.extend(stack.machine_exports(environment).into_iter().take(1).map(
            |MachineExport { export, .. }| Taker {
                path: MachineExport::path().key("at"),
                environment,
                at: &export.at,
                within: export.within,
                shifts: vec![0],
            },
        ));
    }
    takers
}

fn collision(dumps: &LocalDump, taker: &Taker<'_>, shift: i64) -> Option<String> {
    let minutes = |within: Duration| i64::try_from(within.rounded_up_to_minutes().minutes()).unwrap_or(WEEK);
    let (writing, taking) = (minutes(dumps.within), minutes(taker.within));
    let (begins, starts) = (dumps.at.schedule(), taker.at.schedule());
    let begins: Vec<i64> = begins.minutes_of_week().map(i64::from).collect();
    for start in starts.minutes_of_week().map(|minute| i64::from(minute) - shift) {
        for begin in &begins {
            let since = (start - begin).rem_euclid(WEEK);
            if since < writing {
                return Some(format!("it begins {since} minutes after the dumps, which may take {writing}"));
            }
            let until = (begin - start).rem_euclid(WEEK);
            if until < taking {
                return Some(format!("the dumps begin {until} minutes after it, and it may take {taking}"));
            }
        }
    }
    None
}
