//! `repository-shared`: two repositories, or two environments, have one bucket.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    value::{BucketName, DeploymentName, RepositoryName},
};

pub(super) static RULE: Rule = Rule {
    code: "repository-shared",
    severity: Severity::Error,
    summary: "two repositories, or two environments, have one bucket",
    docs: "\
## What it rejects
Two repositories with one bucket at one endpoint, and a repository that has the same bucket in two environments that are backed up.

## Why it matters
A repository of restic is a whole bucket with one password. The second one finds a repository that it cannot open; and whoever
holds what opens the backups of preproduction would hold those of production.

## How to repair
Give each repository, and each environment, a bucket of its own: `bucket: { prod: backups, staging: backups-staging }`.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let path = KeyPath::root().key("backups").key("repositories");
    let mut seen: Vec<(String, &BucketName, &RepositoryName, &DeploymentName)> = Vec::new();
    for (name, repository) in stack.repositories() {
        for environment in
            stack.stack.environments.keys().filter(|environment| stack.is_backed_up(environment))
        {
            let Some(bucket) = repository.bucket.get(environment) else { continue };
            let endpoint = repository.endpoint.to_string();
            let first = seen.iter().find(|(known, other, ..)| *known == endpoint && *other == bucket);
            if let Some((_, _, other, elsewhere)) = first {
                let whose =
                    if *other == name { format!("in `{elsewhere}`") } else { format!("of `{other}`") };
                findings
                    .report(path.key(name).key("bucket"), format!("`{bucket}` is the bucket {whose} as well"))
                    .environment(environment)
                    .because(path.key(other), "the other one")
                    .help("give each a bucket of its own");
            } else {
                seen.push((endpoint, bucket, name, environment));
            }
        }
    }
}
