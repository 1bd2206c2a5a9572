//! `unknown-repository`: a job has nowhere to put what it takes.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity, suggest::suggest, value::RepositoryName};

pub(super) static RULE: Rule = Rule {
    code: "unknown-repository",
    severity: Severity::Error,
    summary: "a job has nowhere to put what it takes",
    docs: "\
## What it rejects
A job whose `into` does not stand under `repositories`; a repository that has no bucket in an environment whose job puts something
into it; jobs without a `zerobyte` that would run them.

## Why it matters
The job is not made, and nothing leaves the machine.

## How to repair
Correct the name, write the bucket of that environment, or write `backups.zerobyte`.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let Some(backups) = stack.backups() else { return };
    let path = KeyPath::root().key("backups");
    if backups.zerobyte.is_none() && !backups.jobs.is_empty() {
        findings
            .report(path.key("jobs"), "nothing runs these jobs")
            .at_key()
            .help("write `backups.zerobyte`");
    }
    for (name, job) in &backups.jobs {
        if backups.repositories.contains_key(&job.into) {
            continue;
        }
        let known: Vec<&str> = backups.repositories.keys().map(RepositoryName::as_str).collect();
        let path = path.key("jobs").key(name).key("into");
        let finding = findings.report(path, format!("there is no repository `{}`", job.into));
        if let Some(help) = suggest(job.into.as_str(), &known) {
            finding.help(help);
        }
    }
    for environment in stack.stack.environments.keys() {
        for pull in stack.pulls(environment) {
            if pull.repository.is_some() && pull.bucket.is_none() {
                let path = path.key("repositories").key(&pull.job.into).key("bucket");
                let message = format!("`{}` puts something into it, and it has no bucket there", pull.name);
                findings.report(path, message).environment(environment).because(pull.path(), "the job");
            }
        }
    }
}
