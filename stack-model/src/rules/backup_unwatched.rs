//! `backup-unwatched`: nobody is told when a job or an export no longer succeeds.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    resolve::{MachineExport, Reporter},
    stack::{UptimeKuma, Zerobyte},
    value::EnvironmentName,
};

pub(super) static RULE: Rule = Rule {
    code: "backup-unwatched",
    severity: Severity::Warning,
    summary: "nobody is told when a job or an export no longer succeeds",
    docs: "\
## What it rejects
An environment with jobs or an export that no Uptime Kuma watches, and one of them that runs so rarely that no monitor can wait for
it: 24 days are the longest silence that Uptime Kuma can be told to wait for.

## Why it matters
Every dump was empty for three months, and nobody knew (field report BKP-01).

## How to repair
Write `monitoring.uptime_kuma`, with the environment among those that it watches; let it run at least every three
weeks.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let kuma = stack.stack.monitoring.uptime_kuma.as_ref();
    for environment in stack.stack.environments.keys() {
        let running = running(stack, environment);
        if running.is_empty() {
            continue;
        }
        if !kuma.is_some_and(|kuma| kuma.watches(environment)) {
            let finding = findings
                .report(KeyPath::root().key("backups"), "nobody waits for a report of what runs here")
                .environment(environment);
            finding.at_key().help("have `monitoring.uptime_kuma` watch the environment");
            continue;
        }
        let heartbeats = stack.heartbeats(environment);
        for (reporter, path) in running {
            if heartbeats.iter().any(|one| one.of == reporter) {
                continue;
            }
            let days = UptimeKuma::LONGEST_SILENCE.seconds() / (24 * 3600);
            let message =
                format!("{reporter} runs so rarely that no monitor waits for it; {days} days are the most");
            findings.report(path.key("at"), message).environment(environment);
        }
    }
}

/// What runs in an environment and could report, with where it is written.
fn running(stack: &Resolved, environment: &EnvironmentName) -> Vec<(Reporter, KeyPath)> {
    let jobs = stack.pulls(environment).into_iter();
    let jobs = jobs.map(|pull| (Reporter::Job(pull.name.clone()), pull.path()));
    let exports = stack.machine_exports(environment).into_iter();
    let exports = exports.map(|one| (Reporter::Export(one.host), MachineExport::path()));
    let state = stack.state_of(environment).map(|_| (Reporter::State, Zerobyte::path().key("state")));
    // However rarely an archive runs, it is looked at often enough.
    jobs.chain(exports).chain(state).collect()
}
