//! `data-without-backup`: nobody says what is done about the data of a service, or what is said would not save it.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity, resolve::Strategy, stack::BackupStrategy};

pub(super) static RULE: Rule = Rule {
    code: "data-without-backup",
    severity: Severity::Error,
    summary: "nobody says what is done about the data of a service, or what is said would not save it",
    docs: "\
## What it rejects
A `container` with volumes and without `backup`; `backup: copy` of an application whose files change while it runs, so that a
copy of them is torn; `backup: copy` of a service without volumes.

## Why it matters
Whole applications ran for months without a backup because a list was typed by hand and nobody added them (field report BKP-03).
A live data directory that is copied is a backup that cannot be read (SPEC-40).

## How to repair
Write `backup: copy`, or `backup: { none: why nothing is lost }`. Leave `backup` out for an application of the catalogue: it is
dumped by its own means.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for service in stack.services.values() {
        let written = stack.stack.services.get(&service.name).and_then(|service| service.backup.as_ref());
        let path = service.path();
        match written {
            None if stack.backup_strategy(service) == Strategy::Unsaid => {
                let message = "it has volumes, and nobody says whether they are saved";
                findings
                    .report(path, message)
                    .at_key()
                    .help("write `backup: copy` or `backup: { none: why }`");
            }
            Some(BackupStrategy::Copy) if service.volumes.is_empty() => {
                findings.report(path.key("backup"), "it has no volumes to copy").help("leave it out");
            }
            Some(BackupStrategy::Copy) if service.application.backup.method.is_torn_by_a_copy() => {
                let method = service.application.backup.method.word();
                let message =
                    format!("{} writes to its files while they are copied", service.application.title);
                findings
                    .report(path.key("backup"), message)
                    .help(format!("leave `backup` out: it is saved by `{method}`"));
            }
            _ => {}
        }
    }
}
