//! `server-smaller-than-declared`: the rented machine has less than the budget is computed with.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity, catalogue::ServerType};

pub(super) static RULE: Rule = Rule {
    code: "server-smaller-than-declared",
    severity: Severity::Error,
    summary: "a machine's `server_type` has less memory or fewer processors than are written beside it",
    docs: "\
## What it rejects
A machine of an environment whose `memory` or `cpus` is more than its `server_type` is advertised with.

## Why it matters
The budget is computed with what is written. With less in the machine the limits do not fit, and the kernel kills
containers under load.

## How to repair
Write what `free` shows on a machine of that type, or a larger type.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (environment, deployment) in stack.deployments() {
        for (host, size) in &deployment.hosts {
            let written = size.server_type.as_ref();
            let Some(known) = written.and_then(|written| ServerType::of_name(written.as_str())) else {
                continue;
            };
            let path = KeyPath::root().key("environments").key(environment).key("hosts").key(host);
            if size.memory.mib() > known.memory_mib {
                let (written, name, has) = (size.memory, known.name, known.memory_mib);
                let message = format!("`{written}` is more than the {has} MiB of a `{name}`");
                let finding = findings.report(path.key("memory"), message).environment(environment);
                finding.because(path.key("server_type"), "the size of the machine");
            }
            if size.cpus.milli() > known.vcpus * 1000 {
                let message =
                    format!("`{}` is more than the {} of a `{}`", size.cpus, known.vcpus, known.name);
                let finding = findings.report(path.key("cpus"), message).environment(environment);
                finding.because(path.key("server_type"), "the size of the machine");
            }
        }
    }
}
