//! `cpu-over-host`: a container may use more processors than its machine has.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity, stack::PerEnv};

pub(super) static RULE: Rule = Rule {
    code: "cpu-over-host",
    severity: Severity::Error,
    summary: "a container may use more processors than its machine has",
    docs: "\
## What it rejects
A CPU limit above the number of processors of the machine, in an environment in which the service runs.

## Why it matters
Docker refuses to create such a container, so the deployment stops half-way. That the limits of several containers add
up to more than the machine has is no fault: processors are shared by time.

## How to repair
Lower `limits.cpus` for that environment, or correct the machine's `cpus`.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (environment, deployment) in stack.deployments() {
        for service in stack.running(deployment) {
            let Some((host, size)) =
                service.host.as_ref().and_then(|host| deployment.hosts.get_key_value(host))
            else {
                continue;
            };
            let Some(cpus) = service.cpus_in(environment).filter(|cpus| *cpus > size.cpus) else { continue };
            let path = service.path().key("limits").key("cpus");
            let by_environment = matches!(service.cpus, Some(PerEnv::Each(_)));
            let path = if by_environment { path.key(environment) } else { path };
            let cause =
                KeyPath::root().key("environments").key(environment).key("hosts").key(host).key("cpus");
            findings
                .report(path, format!("a limit of {cpus} CPUs on `{host}`, which has {}", size.cpus))
                .environment(environment)
                .because(cause, "the machine's processors")
                .help(format!("write at most {}", size.cpus));
        }
    }
}
