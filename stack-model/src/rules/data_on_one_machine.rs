//! `data-on-one-machine`: an environment keeps data, and no copy of it leaves its machine.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity};

pub(super) static RULE: Rule = Rule {
    code: "data-on-one-machine",
    severity: Severity::Warning,
    summary: "an environment keeps data, and no copy of it leaves its machine",
    docs: "\
## What it rejects
An environment, but for that of a trial and those that are filled from another (`seed`), in which something is dumped, where no job of `backups` takes anything away.

## Why it matters
The dumps lie on the disk of what they are dumps of. A lost machine is lost data: three copies on two media, one of them elsewhere,
begins with one that leaves.

## How to repair
Write `backups` with a Zerobyte, a repository and jobs; or accept this with the reason why the data may be lost.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for environment in stack.stack.environments.keys() {
        let kept = stack.backup_sources(environment);
        // What is filled can be filled again.
        let passing = stack.is_trial(environment) || stack.seed(environment).is_some();
        if kept.is_empty() || passing || !stack.pulls(environment).is_empty() {
            continue;
        }
        // One whose jobs are all wrong has findings of its own.
        if stack.jobs().next().is_some() && stack.is_backed_up(environment) {
            continue;
        }
        let path = KeyPath::root().key("environments").key(environment);
        let names: Vec<String> = kept.iter().map(|source| format!("`{}`", source.name())).collect();
        let message = format!("what {} keep here is copied to no other place", names.join(", "));
        findings.report(path, message).environment(environment).at_key().help("write `backups` with jobs");
    }
}
