//! `unknown-profile`: an environment leaves out a profile that no service has.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity, syntax::suggest, value::ProfileName};
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: "unknown-profile",
    severity: Severity::Warning,
    summary: "an environment leaves out a profile that no service has",
    docs: "\
## What it rejects
A name under `without` of an environment that stands under `profiles` of no service.

## Why it matters
Nothing is left out: the services that were meant to stay away are started, and use the memory that was saved for
others.

## How to repair
Correct the name, or give the profile to the services that are meant.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let known: BTreeSet<&ProfileName> =
        stack.services.values().flat_map(|service| &service.profiles).collect();
    let words: Vec<&str> = known.iter().map(|profile| profile.as_str()).collect();
    for (environment, deployment) in stack.deployments() {
        let path = KeyPath::root().key("environments").key(environment).key("without");
        for (index, profile) in deployment.without.iter().enumerate() {
            if !known.contains(profile) {
                let finding =
                    findings.report(path.index(index), format!("no service has the profile `{profile}`"));
                let help = suggest(profile.as_str(), &words);
                finding.help(
                    help.unwrap_or_else(|| format!("write `profiles: [{profile}]` at what is to stay away")),
                );
            }
        }
    }
}
