//! `unlimited-memory`: a service has no memory limit.

use super::{Check, Findings, Reported, Rule};
use crate::{Resolved, Severity, resolve::ResolvedService, stack::ByEnvironment, value::MemorySize};

pub(crate) static RULE: Rule = Rule {
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
    check: Check::Construction,
};

/// The memory limit of a service in every environment.
pub(crate) fn limit(
    stack: &Resolved,
    service: &ResolvedService,
    findings: &mut Findings<'_>,
) -> Result<ByEnvironment<MemorySize>, Reported> {
    let path = service.path().key("limits");
    ByEnvironment::new(service.memory.as_ref(), stack.environments(), |environment| match environment {
        None => {
            let message = format!("`{}` may use as much memory as it likes", service.name);
            findings.report(path.clone(), message).help("write `limits.memory`").reported()
        }
        Some(environment) => {
            let message = format!("`{}` has no memory limit in `{environment}`", service.name);
            let finding = findings.report(path.key("memory"), message).environment(environment);
            finding.help(format!("add `{environment}:` with a limit")).reported()
        }
    })
}
