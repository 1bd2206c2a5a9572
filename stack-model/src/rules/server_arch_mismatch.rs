//! `server-arch-mismatch`: the rented machine has other processors than the images are for.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity, catalogue::ServerType, stack::Arch};

pub(super) static RULE: Rule = Rule {
    code: "server-arch-mismatch",
    severity: Severity::Error,
    summary: "a machine's `server_type` has other processors than its `arch`",
    docs: "\
## What it rejects
A machine of an environment whose `server_type` has processors of another architecture than the machine's `arch`.

## Why it matters
An image that is locked to a digest is for one architecture. On another its program is not even started.

## How to repair
Correct `hosts.<machine>.arch`, or take a type with the machine's processors.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (environment, deployment) in stack.deployments() {
        for (name, size) in &deployment.hosts {
            let written = size.server_type.as_ref();
            let Some(known) = written.and_then(|written| ServerType::of_name(written.as_str())) else {
                continue;
            };
            let Some(host) = stack.stack.hosts.get(name).filter(|host| host.arch != known.arch) else {
                continue;
            };
            let path = KeyPath::root().key("environments").key(environment).key("hosts").key(name);
            let message = format!(
                "a `{}` has {} processors, `{name}` is {}",
                known.name,
                word(known.arch),
                word(host.arch)
            );
            let finding = findings.report(path.key("server_type"), message).environment(environment);
            finding.help(format!("write `arch: {}` at the machine, or take another type", word(known.arch)));
        }
    }
}

const fn word(arch: Arch) -> &'static str {
    match arch {
        Arch::Amd64 => "amd64",
        Arch::Arm64 => "arm64",
    }
}
