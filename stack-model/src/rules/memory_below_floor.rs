//! `memory-below-floor`: a service may use less memory than it is known to need.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity, stack::PerEnv};

pub(super) static RULE: Rule = Rule {
    code: "memory-below-floor",
    severity: Severity::Error,
    summary: "a service may use less memory than it is known to need",
    docs: "\
## What it rejects
A memory limit below the floor that the catalogue has for the application, in an environment in which it runs. The
floors of LiteLLM, n8n and OpenClaw were measured, and the message says what was seen; the others are cautious estimates.

## Why it matters
The kernel kills the program at its first start or at its first real task, Docker starts it again, and so on without end.
Nothing in the logs says why.

## How to repair
Raise the limit, or leave the service out of small environments with a profile.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (environment, deployment) in stack.deployments() {
        for service in stack.running(deployment) {
            let (Some(floor), Some(limit)) =
                (service.application.memory_floor, service.memory_in(environment))
            else {
                continue;
            };
            if limit < floor.size {
                let path = service.path().key("limits").key("memory");
                let by_environment = matches!(service.memory, Some(PerEnv::Each(_)));
                let path = if by_environment { path.key(environment) } else { path };
                let title = service.application.title;
                findings
                    .report(path, format!("{limit} is too little for {title}: {}", floor.seen))
                    .environment(environment)
                    .help(format!("write at least {}", floor.size));
            }
        }
    }
}
