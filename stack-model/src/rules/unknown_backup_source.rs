//! `unknown-backup-source`: a job takes away what no step writes.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    resolve::Strategy,
    stack::{Job, JobSource},
    suggest::suggest,
    value::{JobName, ServiceName},
};

pub(super) static RULE: Rule = Rule {
    code: "unknown-backup-source",
    severity: Severity::Error,
    summary: "a job takes away what no step writes",
    docs: "\
## What it rejects
A job whose `source` is no service, is a service of which nothing is saved, or runs in no environment that is backed up; `configs`
of a machine that is not deployed to, or of which it is not said which; a job that has no time in any environment that is backed
up.

## Why it matters
The job finds an empty folder every night and succeeds, or has no folder at all. A restore looks for what was never written (field
report BKP-08).

## How to repair
Name a service that keeps data, or `configs` with its `host`; the environments that are backed up are `backups.environments`.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let Some(backups) = stack.backups() else { return };
    for (name, job) in &backups.jobs {
        let path = KeyPath::root().key("backups").key("jobs").key(name);
        let known = stack.stack.environments.keys().filter(|environment| stack.is_backed_up(environment));
        let mut known = known.peekable();
        let pulled = |environment| stack.pulls(environment).iter().any(|pull| pull.name == name);
        if known.peek().is_none() || known.any(pulled) {
            continue;
        }
        why(stack, name, job, &path, findings);
    }
}

fn why(stack: &Resolved, name: &JobName, job: &Job, path: &KeyPath, findings: &mut Findings<'_>) {
    let source = path.key("source");
    match &job.source {
        JobSource::Configs => match stack.host_of_configs(job) {
            None => {
                let message = "several machines have settings, and nothing says whose are meant";
                findings.report(source, message).help("write `host`");
            }
            Some(host) if !stack.deployed_hosts().any(|deployed| deployed == host) => {
                findings.report(path.key("host"), format!("nothing is deployed to `{host}`"));
            }
            Some(_) => no_time(name, path, findings),
        },
        JobSource::Service(service) => match stack.services.get(service) {
            None => {
                let names: Vec<&str> = stack.services.keys().map(ServiceName::as_str).collect();
                let finding = findings.report(source, format!("there is no service `{service}`"));
                if let Some(help) = suggest(service.as_str(), &names) {
                    finding.help(help);
                }
            }
            Some(service) => match stack.backup_strategy(service) {
                Strategy::Left(reason) => {
                    let message = format!("nothing of `{}` is saved: {reason}", service.name);
                    findings
                        .report(source, message)
                        .help("take the job out, or write `backup` at the service");
                }
                // It has a finding of its own.
                Strategy::Unsaid => {}
                Strategy::Copied(_) => no_time(name, path, findings),
            },
        },
    }
}

fn no_time(name: &JobName, path: &KeyPath, findings: &mut Findings<'_>) {
    let message = format!(
        "`{name}` never runs: what it saves is in no environment that is backed up and that `at` names"
    );
    findings.report(path.key("at"), message).help("correct `at`, or `backups.environments`");
}
