//! `seed-into-production`: an environment whose data is real would be filled with that of another.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity, stack::Seed, value::EnvironmentName};

pub(super) static RULE: Rule = Rule {
    code: "seed-into-production",
    severity: Severity::Error,
    summary: "an environment whose data is real would be filled with that of another",
    docs: "\
## What it rejects
A `seed` in an environment that is backed up, that is deployed only after its name was typed (`delivery.confirmed`), that another
one is filled from, or that is its own source.

## Why it matters
What is filled loses what it had: credentials, users and keys first of all, because a copy must not act for the original.

## How to repair
Take `seed` out there. If the data of the environment is not real, take it out of `backups.environments` and of
`delivery.confirmed`; write `backups.environments` if it is missing, for then all environments but the one of a trial are
backed up.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (environment, deployment) in &stack.stack.environments {
        let Some(seed) = &deployment.seed else { continue };
        if let Some((why, because)) = reality(stack, environment, seed) {
            let message = format!("`{environment}` would lose what it has: {why}");
            let finding = findings.report(Seed::path(environment), message).at_key();
            finding.because(because, "this says so").help("take `seed` out here");
        }
    }
}

/// Why the data of an environment is real, and where that is written.
fn reality(stack: &Resolved, environment: &EnvironmentName, seed: &Seed) -> Option<(String, KeyPath)> {
    let delivery = KeyPath::root().key("delivery");
    let confirmed = stack.stack.delivery.confirmed.iter().position(|confirmed| confirmed == environment);
    if seed.from == *environment {
        return Some(("it is its own source".into(), Seed::path(environment).key("from")));
    }
    if let Some(index) = confirmed {
        return Some((
            "it is deployed only after its name was typed".into(),
            delivery.key("confirmed").index(index),
        ));
    }
    if stack.is_backed_up(environment) {
        return Some(("it is backed up".into(), KeyPath::root().key("backups")));
    }
    let seeds = |other: &EnvironmentName| stack.seed(other).is_some_and(|seed| seed.from == *environment);
    let other = stack.stack.environments.keys().find(|other| seeds(other))?;
    Some((format!("`{other}` is filled from it"), Seed::path(other).key("from")))
}
