//! `memory-over-budget`: the memory limits do not fit into the machine.

use super::{Check, Findings, Rule};
use crate::{Budget, KeyPath, Resolved, Severity};

pub(super) static RULE: Rule = Rule {
    code: "memory-over-budget",
    severity: Severity::Error,
    summary: "the memory limits of a machine do not fit beside its reserve",
    docs: "\
## What it rejects
An environment in which the limits of the services of one machine, and what the machine keeps for itself, are together
more than the machine's memory. Services in a profile that does not run there are not counted.

## Why it matters
Docker accepts any sum of limits. The kernel settles the rest under load: it kills a container, often the database.

## How to repair
Lower limits, leave a profile out with `without`, or give the machine more memory.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (environment, hosts) in &Budget::of_resolved(stack).environments {
        for (host, budget) in hosts {
            let over = -budget.headroom_mib();
            if over > 0 {
                let path =
                    KeyPath::root().key("environments").key(environment).key("hosts").key(host).key("memory");
                let message = format!(
                    "limits of {} MiB and a reserve of {} MiB exceed the {} MiB of `{host}` by {over} MiB",
                    budget.limit().mib(),
                    budget.reserve.mib(),
                    budget.memory.mib(),
                );
                let finding = findings.report(path, message).environment(environment);
                let finding =
                    finding.help("lower limits, leave a profile out with `without`, or enlarge the machine");
                if let Some((largest, _)) = budget.services.iter().max_by_key(|(_, service)| service.limit) {
                    let path = KeyPath::root().key("services").key(largest).key("limits").key("memory");
                    finding.because(path, "the largest limit");
                }
            }
        }
    }
}
