//! `retired-server-type`: a machine of a size that cannot be made.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    catalogue::{SERVER_TYPES, ServerType},
    syntax::suggest,
};

pub(super) static RULE: Rule = Rule {
    code: "retired-server-type",
    severity: Severity::Error,
    summary: "a machine's `server_type` is not offered any more, or is not known",
    docs: "\
## What it rejects
A `server_type` that the provider has retired, such as `cx22`. For the environment of `delivery.trial`, whose machine is made
anew for each run, also one that the catalogue does not know.

## Why it matters
The provider refuses to make the machine, so each run of the workflow fails before it begins (field report CI-01). A machine
that exists keeps running, but cannot be made again after it is lost.

## How to repair
Write the successor, which the finding names. Its memory may differ: look at `cargo xtask budget`.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let trial = stack.stack.delivery.trial.as_ref();
    for (environment, deployment) in stack.deployments() {
        for (host, size) in &deployment.hosts {
            let Some(written) = &size.server_type else { continue };
            let path = KeyPath::root().key("environments").key(environment).key("hosts").key(host);
            let path = path.key("server_type");
            match ServerType::of_name(written.as_str()) {
                Some(known) => {
                    if let Some(successor) = known.successor {
                        let finding = findings.report(path, format!("`{written}` is not offered any more"));
                        finding.help(format!("write `{successor}`"));
                    }
                }
                None if trial.is_some_and(|trial| trial.environment == *environment) => {
                    let offered = SERVER_TYPES.iter().filter(|known| known.successor.is_none());
                    let offered: Vec<&str> = offered.map(|known| known.name).collect();
                    let finding = findings.report(path, format!("there is no server type `{written}`"));
                    if let Some(help) = suggest(written.as_str(), &offered) {
                        finding.help(help);
                    }
                }
                None => {}
            }
        }
    }
}
