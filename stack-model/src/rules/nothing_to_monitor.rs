//! `nothing-to-monitor`: an environment is watched in which nothing can be watched.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity};

pub(super) static RULE: Rule = Rule {
    code: "nothing-to-monitor",
    severity: Severity::Error,
    summary: "an environment is watched in which nothing can be watched",
    docs: "\
## What it rejects
An environment that `monitoring.uptime_kuma` watches and in which no monitor comes out: no route has a fixed answer, no
service behind a route has a path that answers 200 without credentials, and no machine reports
its dumps.

## Why it matters
Whoever reads `monitoring` believes that somebody is told when the stack is down. Nobody is.

## How to repair
Write a route with a fixed answer, such as `{ at: \"@/health\", respond: OK, exposure: { public: none } }`, give the
service a `probe` that asks for a path, or leave the environment out of `environments`.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let Some(kuma) = &stack.stack.monitoring.uptime_kuma else { return };
    let path = KeyPath::root().key("monitoring").key("uptime_kuma");
    for environment in kuma.watched(stack) {
        if stack.uptime_monitors(environment).is_empty() {
            let message = format!("nothing can be watched in `{environment}`");
            let finding = findings.report(path.clone(), message).environment(environment).at_key();
            finding.help("write a route with a fixed answer: `respond: OK`");
        }
    }
}
