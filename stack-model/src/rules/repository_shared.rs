//! `repository-shared`: two repositories, a repository and plain files, or two environments have one bucket.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    resolve::MachineExport,
    stack::Zerobyte,
    value::{BucketName, EnvironmentName, RepositoryName},
};

pub(super) static RULE: Rule = Rule {
    code: "repository-shared",
    severity: Severity::Error,
    summary: "two repositories, a repository and plain files, or two environments have one bucket",
    docs: "\
## What it rejects
Two repositories with one bucket at one endpoint; a repository in the bucket of the raw export; a repository or an export that has
the same bucket in two environments that are backed up.

## Why it matters
A repository of restic is a whole bucket with one password. The second one finds a repository that it cannot open; plain files
beside it are deleted by the next export, with the repository; and whoever holds what opens the backups of preproduction would hold
those of production. The specification has Zerobyte put plain files into a bucket, which it cannot (SPEC-36).

## How to repair
Give each repository, and each environment, a bucket of its own: `bucket: { prod: backups, staging: backups-staging }`.
",
    acceptable: false,
    check: Check::Stack(check),
};

/// A bucket in one environment.
struct Place<'a> {
    endpoint: String,
    bucket: &'a BucketName,
    environment: &'a EnvironmentName,
    /// The repository in it; none for plain files.
    repository: Option<&'a RepositoryName>,
}

impl Place<'_> {
    fn path(&self) -> KeyPath {
        match self.repository {
            Some(name) => Zerobyte::repository_path(name),
            None => MachineExport::path(),
        }
    }

    fn title(&self) -> String {
        self.repository.map_or_else(|| "the raw export".into(), |name| format!("the repository `{name}`"))
    }
}

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let mut seen: Vec<Place<'_>> = Vec::new();
    for place in places(stack) {
        let one = |other: &&Place<'_>| other.endpoint == place.endpoint && other.bucket == place.bucket;
        let Some(first) = seen.iter().find(one) else {
            seen.push(place);
            continue;
        };
        let whose = if first.repository == place.repository {
            format!("it has in `{}`", first.environment)
        } else {
            format!("of {}", first.title())
        };
        let message = format!("`{}` is the bucket {whose} as well", place.bucket);
        findings
            .report(place.path().key("bucket"), message)
            .environment(place.environment)
            .because(first.path(), "the other one")
            .help("give each a bucket of its own");
    }
}

fn places(stack: &Resolved) -> Vec<Place<'_>> {
    let environments = stack.stack.environments.keys().filter(|environment| stack.is_backed_up(environment));
    let environments: Vec<&EnvironmentName> = environments.collect();
    let repositories =
        stack.repositories().map(|(name, one)| (Some(name), one.endpoint.to_string(), &one.bucket));
    let export = stack.export().map(|one| (None, one.endpoint.to_string(), &one.bucket));
    let mut places = Vec::new();
    for (repository, endpoint, buckets) in repositories.chain(export) {
        places.extend(environments.iter().filter_map(|environment| {
            let bucket = buckets.get(environment)?;
            Some(Place { endpoint: endpoint.clone(), bucket, environment, repository })
        }));
    }
    places
}
