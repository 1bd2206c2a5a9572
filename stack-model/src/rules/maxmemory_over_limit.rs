//! `maxmemory-over-limit`: a Redis may fill its container to the brim.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity, catalogue::applications::redis::RedisSettings};

pub(super) static RULE: Rule = Rule {
    code: "maxmemory-over-limit",
    severity: Severity::Error,
    summary: "a Redis may fill its container to the brim",
    docs: "\
## What it rejects
A `maxmemory` of more than three quarters of the container's memory limit, in an environment in which it runs.

## Why it matters
`maxmemory` counts data only. Buffers, fragmentation and the copy that is made while saving come on top; when they do not
fit, the kernel kills the server in the middle of a save.

## How to repair
Lower `maxmemory`, leave it out to get three quarters, or raise the limit.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (environment, deployment) in stack.deployments() {
        for service in stack.running(deployment) {
            let Some(settings) = service.settings_of::<RedisSettings>() else { continue };
            let maxmemory = settings.maxmemory.as_ref().and_then(|maxmemory| maxmemory.get(environment));
            let (Some(maxmemory), Some(limit)) = (maxmemory, service.memory_in(environment)) else {
                continue;
            };
            let most = limit.fraction(3, 4);
            if *maxmemory > most {
                findings
                    .report(
                        service.path().key("config").key("maxmemory"),
                        format!("{maxmemory} of data in a container of {limit} leaves too little for a save"),
                    )
                    .environment(environment)
                    .because(service.path().key("limits").key("memory"), "the limit")
                    .help(format!("write at most {most}, three quarters of the limit"));
            }
        }
    }
}
