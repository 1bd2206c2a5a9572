//! `unlimited-cpus`: a service has no CPU limit.

use super::{Check, Findings, Reported, Rule};
use crate::{Resolved, Severity, resolve::ResolvedService, stack::ByEnvironment, value::CpuShare};

pub(crate) static RULE: Rule = Rule {
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
    check: Check::Construction,
};

/// The CPU limit of a service in every environment.
pub(crate) fn limit(
    stack: &Resolved,
    service: &ResolvedService,
    findings: &mut Findings<'_>,
) -> Result<ByEnvironment<CpuShare>, Reported> {
    let path = service.path().key("limits");
    ByEnvironment::new(service.cpus.as_ref(), stack.environments(), |environment| match environment {
        None => {
            let message = format!("`{}` may use every processor", service.name);
            findings.report(path.clone(), message).help("write `limits.cpus`").reported()
        }
        Some(environment) => {
            let message = format!("`{}` has no CPU limit in `{environment}`", service.name);
            let finding = findings.report(path.key("cpus"), message).environment(environment);
            finding.help(format!("add `{environment}:` with a limit")).reported()
        }
    })
}
