//! `backup-not-offsite`: what is dumped of an environment that is backed up is taken away by no job.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity, stack::Zerobyte};

pub(super) static RULE: Rule = Rule {
    code: "backup-not-offsite",
    severity: Severity::Error,
    summary: "what is dumped of an environment that is backed up is taken away by no job",
    docs: "\
## What it rejects
A service that keeps data in an environment that is backed up, and that is the `source` of no job there.

## Why it matters
Its dumps lie on the disk that they are to replace. Newer applications never got onto the list of what is saved, and nobody noticed
(field reports BKP-03 and BKP-05).

## How to repair
Write a job for it; or write `backup: { none: why nothing is lost }` at the service, and it is not dumped either.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    // Where nothing leaves a machine at all, `data-on-one-machine` says so once.
    if stack.jobs().next().is_none() {
        return;
    }
    for environment in stack.stack.environments.keys().filter(|environment| stack.is_backed_up(environment)) {
        let pulls = stack.pulls(environment);
        for source in stack.backup_sources(environment) {
            let Some(service) = &source.service else { continue };
            if pulls.iter().any(|pull| pull.source.service.as_ref() == Some(service)) {
                continue;
            }
            let path = KeyPath::root().key("services").key(service);
            findings
                .report(
                    path,
                    format!("`{service}` is dumped on `{}`, and nothing takes the dumps away", source.host),
                )
                .environment(environment)
                .because(Zerobyte::path().key("jobs"), "the jobs")
                .help("write a job for it under `backups.zerobyte.jobs`")
                .at_key();
        }
    }
}
