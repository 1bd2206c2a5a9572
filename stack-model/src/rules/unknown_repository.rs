//! `unknown-repository`: a job has nowhere to put what it takes.

use super::{Check, Findings, Reported, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    stack::{Repository, Zerobyte},
    syntax::suggest,
    value::RepositoryName,
};

pub(crate) static RULE: Rule = Rule {
    code: "unknown-repository",
    severity: Severity::Error,
    summary: "a job has nowhere to put what it takes",
    docs: "\
## What it rejects
A job, or a copy of what Zerobyte knows, whose `into` does not stand under `repositories`; an archive of one that does not; the
`environment` of that copy if it is not backed up; a repository that has no bucket in an environment where something is put into it.

## Why it matters
The job is not made, and nothing leaves the machine.

## How to repair
Correct the name, or write the bucket of that environment.
",
    acceptable: false,
    check: Check::Stack(check),
};

/// The repository of a name.
pub(crate) fn declared<'a>(
    zerobyte: &'a Zerobyte,
    path: KeyPath,
    name: &RepositoryName,
    findings: &mut Findings<'_>,
) -> Result<&'a Repository, Reported> {
    zerobyte.repositories.get(name).ok_or_else(|| {
        let known: Vec<&str> = zerobyte.repositories.keys().map(RepositoryName::as_str).collect();
        let finding = findings.report(path, format!("there is no repository `{name}`"));
        match suggest(name.as_str(), &known) {
            Some(help) => finding.help(help).reported(),
            None => finding.reported(),
        }
    })
}

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let Some(zerobyte) = stack.zerobyte() else { return };
    let path = Zerobyte::path();
    let archived = zerobyte.archive.iter().flat_map(|archive| archive.repositories.iter().enumerate());
    for (index, name) in archived {
        // Reported; an archive needs no more of it here.
        let _ = declared(zerobyte, path.key("archive").key("repositories").index(index), name, findings);
    }
    let bucket = |name: &RepositoryName| path.key("repositories").key(name).key("bucket");
    for environment in stack.stack.environments.keys() {
        for pull in stack.pulls(environment) {
            if zerobyte.repositories.contains_key(&pull.job.into) && pull.restic_repository.is_none() {
                let message = format!("`{}` puts something into it, and it has no bucket there", pull.name);
                findings
                    .report(bucket(&pull.job.into), message)
                    .environment(environment)
                    .because(pull.path(), "the job");
            }
        }
    }
    let Some(environment) = stack.state_environment() else { return };
    if !stack.stack.environments.contains_key(environment) || !stack.is_backed_up(environment) {
        let message = format!("`{environment}` is not backed up, so nobody has the keys of its buckets");
        findings.report(path.key("state").key("environment"), message).help("name one that is");
    }
    let repository = zerobyte.repositories.get(&zerobyte.state.into);
    if repository.is_some_and(|repository| repository.bucket.get(environment).is_none()) {
        findings
            .report(
                bucket(&zerobyte.state.into),
                "what Zerobyte knows is put into it, and it has no bucket there",
            )
            .environment(environment)
            .because(path.key("state"), "the copy");
    }
}
