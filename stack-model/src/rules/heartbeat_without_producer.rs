//! `heartbeat-without-producer`: a report of dumps is waited for that no machine sends.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity};

pub(super) static RULE: Rule = Rule {
    code: "heartbeat-without-producer",
    severity: Severity::Error,
    summary: "a report of dumps is waited for that no machine sends",
    docs: "\
## What it rejects
`backup_heartbeat` with an environment that Uptime Kuma watches and in which no machine holds a database: nothing is dumped
there, so nothing reports.

## Why it matters
Whoever reads `backup_heartbeat` believes that somebody is told when a dump is missing. There is none, and no monitor.

## How to repair
Take `backup_heartbeat` out, or leave the environment out of `environments`.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let Some(kuma) = &stack.stack.monitoring.uptime_kuma else { return };
    if kuma.backup_heartbeat.is_none() {
        return;
    }
    let path = KeyPath::root().key("monitoring").key("uptime_kuma").key("backup_heartbeat");
    for environment in kuma.watched(stack) {
        if stack.heartbeats(environment).is_empty() {
            let message = format!("no machine dumps anything in `{environment}`");
            let finding = findings.report(path.clone(), message).environment(environment);
            finding.help("take `backup_heartbeat` out, or name the `environments` that have a database");
        }
    }
}
