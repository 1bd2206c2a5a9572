//! `dependency-outside-profile`: a service depends on one that a profile leaves out.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity, value::ProfileName};

pub(super) static RULE: Rule = Rule {
    code: "dependency-outside-profile",
    severity: Severity::Error,
    summary: "a service depends on one that a profile leaves out",
    docs: "\
## What it rejects
A service that runs in an environment and uses, or starts after, one of the same machine whose profiles are all left out
there.

## Why it matters
Compose refuses the whole file: to it, the other service does not exist in that environment.

## How to repair
Give the client the same profile, let the server run everywhere, or remove the edge.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (environment, deployment) in stack.deployments() {
        for client in stack.running(deployment) {
            for server in client.start_after.keys().filter_map(|server| stack.services.get(server)) {
                if server.host == client.host && !server.runs_in(deployment) {
                    let path = stack.dependency_path(client, &server.name);
                    let without = KeyPath::root().key("environments").key(environment).key("without");
                    let message = format!("`{}` is left out, and `{}` needs it", server.name, client.name);
                    let profiles: Vec<&str> = server.profiles.iter().map(ProfileName::as_str).collect();
                    findings
                        .report(path, message)
                        .environment(environment)
                        .because(without, "left out here")
                        .help(format!(
                            "write `profiles: [{}]` at `{}` too",
                            profiles.join(", "),
                            client.name
                        ));
                }
            }
        }
    }
}
