//! `thin-memory-headroom`: the memory limits of a machine leave almost nothing.

use super::{Check, Findings, Rule};
use crate::{Budget, KeyPath, Resolved, Severity};

pub(super) static RULE: Rule = Rule {
    code: "thin-memory-headroom",
    severity: Severity::Warning,
    summary: "the memory limits of a machine leave almost nothing",
    docs: "\
## What it rejects
An environment in which a machine's limits and its reserve fit, but leave less than 5 % of its memory.

## Why it matters
A first start, a backup or an upgrade that runs beside the old container has nowhere to go, and the next service that is
added does not fit at all.

## How to repair
Lower limits, leave a profile out with `without`, or give the machine more memory.
",
    acceptable: true,
    check: Check::Stack(check),
};

/// The share of a machine's memory that should stay free.
const PERCENT: i64 = 5;

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (environment, hosts) in &Budget::of_resolved(stack).environments {
        for (host, budget) in hosts {
            let headroom = budget.headroom_mib();
            let memory = i64::try_from(budget.memory.mib()).unwrap_or(i64::MAX);
            if headroom >= 0 && headroom.saturating_mul(100) < memory.saturating_mul(PERCENT) {
                let path =
                    KeyPath::root().key("environments").key(environment).key("hosts").key(host).key("memory");
                let message =
                    format!("limits and reserve leave {headroom} MiB of the {memory} MiB of `{host}`");
                let finding = findings.report(path, message).environment(environment);
                finding.help(format!("keep {PERCENT} % free: lower limits, or enlarge the machine"));
            }
        }
    }
}
