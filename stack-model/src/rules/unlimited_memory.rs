//! `unlimited-memory`: a service has no memory limit.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity};

pub(super) static RULE: Rule = Rule {
    code: "unlimited-memory",
    severity: Severity::Error,
    summary: "a service has no memory limit",
    docs: "\
## What it rejects
A service without `limits.memory`, or with limits by environment that leave one of the environments out.

## Why it matters
One leak is enough: the container takes the whole machine, and the kernel kills whichever process it likes, often the
database. The budget of the machine means nothing while one of its parts is unbounded.

## How to repair
Write `limits.memory`, as one value or as one for each environment.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for service in stack.services.values() {
        let path = service.path().key("limits");
        if service.memory.is_none() {
            let message = format!("`{}` may use as much memory as it likes", service.name);
            findings.report(path, message).help("write `limits.memory`");
            continue;
        }
        for (environment, _) in stack.deployments() {
            if service.memory_in(environment).is_none() {
                let message = format!("`{}` has no memory limit in `{environment}`", service.name);
                let finding = findings.report(path.key("memory"), message).environment(environment);
                finding.help(format!("add `{environment}:` with a limit"));
            }
        }
    }
}
