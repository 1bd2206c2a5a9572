//! `unknown-backup-source`: a job or an export takes what no step writes.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    resolve::{MachineExport, Strategy},
    stack::{Job, JobSource, Zerobyte},
    syntax::suggest,
    value::{JobName, ServiceName},
};

pub(super) static RULE: Rule = Rule {
    code: "unknown-backup-source",
    severity: Severity::Error,
    summary: "a job or an export takes what no step writes",
    docs: "\
## What it rejects
A job whose `source` is no service, is a service of which nothing is saved, or runs in no environment that is backed up; `configs`
of a machine that is not deployed to, or of which it is not said which; a job that has no time in any environment that is backed
up. The same `sources` of an export, and one that lays nothing out anywhere.

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
    for (name, job) in stack.jobs() {
        let path = Zerobyte::path().key("jobs").key(name);
        let known = stack.stack.environments.keys().filter(|environment| stack.is_backed_up(environment));
        let mut known = known.peekable();
        let pulled = |environment| stack.pulls(environment).iter().any(|pull| pull.name == name);
        if known.peek().is_none() || known.any(pulled) {
            continue;
        }
        why(stack, name, job, &path, findings);
    }
    if let Some(export) = &backups.export {
        let path = MachineExport::path();
        for (index, service) in export.sources.iter().enumerate() {
            is_saved(stack, service, path.key("sources").index(index), findings);
        }
        let mut environments = stack.stack.environments.keys();
        if !environments.any(|environment| !stack.machine_exports(environment).is_empty()) {
            let message = "nothing is laid out: no environment that is backed up has both a bucket and dumps";
            findings.report(path.key("bucket"), message).help("correct it, or `backups.environments`");
        }
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
        JobSource::Service(service) => {
            if is_saved(stack, service, source, findings) {
                no_time(name, path, findings);
            }
        }
    }
}

/// Whether a service is dumped; reports why not.
fn is_saved(stack: &Resolved, service: &ServiceName, at: KeyPath, findings: &mut Findings<'_>) -> bool {
    let Some(known) = stack.services.get(service) else {
        let names: Vec<&str> = stack.services.keys().map(ServiceName::as_str).collect();
        let finding = findings.report(at, format!("there is no service `{service}`"));
        if let Some(help) = suggest(service.as_str(), &names) {
            finding.help(help);
        }
        return false;
    };
    match stack.backup_strategy(known) {
        Strategy::Copied(_) => true,
        Strategy::Left(reason) => {
            findings
                .report(at, format!("nothing of `{service}` is saved: {reason}"))
                .help("take it out here, or write `backup` at the service");
            false
        }
        // It has a finding of its own.
        Strategy::Unsaid => false,
    }
}

fn no_time(name: &JobName, path: &KeyPath, findings: &mut Findings<'_>) {
    let message = format!(
        "`{name}` never runs: what it saves is in no environment that is backed up and that `at` names"
    );
    findings.report(path.key("at"), message).help("correct `at`, or `backups.environments`");
}
