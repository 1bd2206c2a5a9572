//! `backup-unwatched`: nobody is told when a job no longer succeeds.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity, resolve::Reporter, stack::UptimeKuma};

pub(super) static RULE: Rule = Rule {
    code: "backup-unwatched",
    severity: Severity::Warning,
    summary: "nobody is told when a job no longer succeeds",
    docs: "\
## What it rejects
An environment with jobs that no Uptime Kuma watches, and a job that runs so rarely that no monitor can wait for it: 24 days are the
longest silence that Uptime Kuma can be told to wait for.

## Why it matters
Every dump was empty for three months, and nobody knew (field report BKP-01).

## How to repair
Write `monitoring.uptime_kuma`, with the environment among those that it watches; let the job run at least every three weeks.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let kuma = stack.stack.monitoring.uptime_kuma.as_ref();
    for environment in stack.stack.environments.keys() {
        let pulls = stack.pulls(environment);
        if pulls.is_empty() {
            continue;
        }
        if !kuma.is_some_and(|kuma| kuma.watches(environment)) {
            let path = KeyPath::root().key("backups").key("jobs");
            let finding =
                findings.report(path, "nobody waits for a report of these jobs").environment(environment);
            finding.at_key().help("have `monitoring.uptime_kuma` watch the environment");
            continue;
        }
        let heartbeats = stack.heartbeats(environment);
        for pull in pulls {
            if heartbeats.iter().any(|one| one.of == Reporter::Job(pull.name.clone())) {
                continue;
            }
            let days = UptimeKuma::LONGEST_PATIENCE / (24 * 3600);
            let message = format!(
                "`{}` runs so rarely that no monitor waits for it; {days} days are the most",
                pull.name
            );
            findings.report(pull.path().key("at"), message).environment(environment);
        }
    }
}
