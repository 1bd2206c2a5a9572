//! `reservation-over-limit`: more memory is kept for a service than it may use.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity};

pub(super) static RULE: Rule = Rule {
    code: "reservation-over-limit",
    severity: Severity::Error,
    summary: "more memory is kept for a service than it may use",
    docs: "\
## What it rejects
A `reservations.memory` above the `limits.memory` of the same service, in an environment in which it runs.

## Why it matters
Docker refuses to create such a container, so the deployment stops half-way.

## How to repair
Lower the reservation, or raise the limit.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (environment, deployment) in stack.deployments() {
        for service in stack.running(deployment) {
            let (Some(reservation), Some(limit)) =
                (service.reservation_in(environment), service.memory_in(environment))
            else {
                continue;
            };
            if reservation > limit {
                findings
                    .report(
                        service.path().key("reservations").key("memory"),
                        format!("a reservation of {reservation} exceeds the limit of {limit}"),
                    )
                    .environment(environment)
                    .because(service.path().key("limits").key("memory"), "the limit")
                    .help(format!("write at most {limit}"));
            }
        }
    }
}
