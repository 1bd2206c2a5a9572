//! `container-setting-ignored`: a key that only a `container` has is written for a kind of the catalogue.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity};

pub(super) static RULE: Rule = Rule {
    code: "container-setting-ignored",
    severity: Severity::Error,
    summary: "a key of a `container` is written for a kind that the catalogue knows",
    docs: "\
## What it rejects
`listens`, `volumes`, `command` or `egress` of a service whose kind is not `container`.

## Why it matters
The catalogue knows the program's port, its data and its command, and everything else in the stack is derived from them.
A second answer here would be dropped without a word in one file and believed in the next: a proxy that asks a port on
which nothing listens, or data that is written beside the volume and gone with the container.

## How to repair
Remove the key. If the program really differs from the catalogue, say `kind: container` and describe all of it.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for service in stack.services.values().filter(|service| !service.kind.is_container()) {
        let Some(written) = stack.stack.services.get(&service.name) else { continue };
        let keys = [
            ("listens", written.listens.is_some()),
            ("volumes", !written.volumes.is_empty()),
            ("command", !written.command.is_empty()),
            ("egress", written.egress),
        ];
        for (key, _) in keys.into_iter().filter(|(_, is_written)| *is_written) {
            let message = format!("the catalogue decides `{key}` of a `{}`", service.kind);
            let finding = findings.report(service.path().key(key), message).at_key();
            finding.help("remove the key, or describe the whole service as `kind: container`");
        }
    }
}
