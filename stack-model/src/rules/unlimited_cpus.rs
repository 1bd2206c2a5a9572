//! `unlimited-cpus`: a service has no CPU limit.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity};

pub(super) static RULE: Rule = Rule {
    code: "unlimited-cpus",
    severity: Severity::Error,
    summary: "a service has no CPU limit",
    docs: "\
## What it rejects
A service without `limits.cpus`, or with limits by environment that leave one of the environments out.

## Why it matters
One busy loop takes every processor: the probes of its neighbours time out, and what waits for them does not start.

## How to repair
Write `limits.cpus`, as one value or as one for each environment.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for service in stack.services.values() {
        let path = service.path().key("limits");
        if service.cpus.is_none() {
            let message = format!("`{}` may use every processor", service.name);
            findings.report(path, message).help("write `limits.cpus`");
            continue;
        }
        for (environment, _) in stack.deployments() {
            if service.cpus_in(environment).is_none() {
                let message = format!("`{}` has no CPU limit in `{environment}`", service.name);
                let finding = findings.report(path.key("cpus"), message).environment(environment);
                finding.help(format!("add `{environment}:` with a limit"));
            }
        }
    }
}
