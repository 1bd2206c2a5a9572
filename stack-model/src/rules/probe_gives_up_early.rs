//! `probe-gives-up-early`: failures count before the first start is over.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity};

pub(super) static RULE: Rule = Rule {
    code: "probe-gives-up-early",
    severity: Severity::Warning,
    summary: "a probe's start period is shorter than the application's first start",
    docs: "\
## What it rejects
A `start_period` shorter than the time that the application is known to take from an empty data folder to its first good
answer. Nothing is known of a `container`, so its own word is believed.

## Why it matters
On its first start a program makes its tables and compiles its plugins. If failures count meanwhile, the container is
called unhealthy while it works, and the services that wait for it are given up.

## How to repair
Leave `start_period` out, or write at least the time in the finding. A start that is faster is noticed all the same.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for service in stack.services.values().filter(|service| !service.kind.is_container()) {
        let first_boot = service.application.first_boot.value;
        if let Some(probe) = service.probe.as_ref().filter(|probe| probe.start_period < first_boot) {
            let title = service.application.title;
            let message = format!(
                "failures count after {}, but the first start of {title} may take {first_boot}",
                probe.start_period
            );
            let path = service.path().key("probe").key("start_period");
            findings.report(path, message).help(format!("remove it, or write `{first_boot}` or more"));
        }
    }
}
