//! `health-condition-without-probe`: a start waits for the health of a service without a health check.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity, stack::Condition};

pub(super) static RULE: Rule = Rule {
    code: "health-condition-without-probe",
    severity: Severity::Error,
    summary: "a start waits for the health of a service without a health check",
    docs: "\
## What it rejects
A `healthy` condition on a service that has no probe, neither written nor in the catalogue.

## Why it matters
Compose stops the deployment: a container without a health check is neither healthy nor unhealthy, ever.

## How to repair
Write a `probe` at the server, or wait until it is `started`.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for client in stack.services.values() {
        for (name, condition) in &client.start_after {
            let Some(server) = stack.services.get(name).filter(|server| server.probe.is_none()) else {
                continue;
            };
            // A probe that is written and cannot be resolved is a finding already.
            let written = stack.stack.services.get(name).is_some_and(|service| service.probe.is_some());
            if *condition == Condition::Healthy && !written {
                findings
                    .report(stack.dependency_path(client, name), format!("`{name}` has no probe to wait for"))
                    .because(server.path(), "no probe here")
                    .help(format!("write a `probe` at `{name}`, or wait until it is `started`"));
            }
        }
    }
}
