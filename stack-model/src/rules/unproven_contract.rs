//! `unproven-contract`: an application whose contract was read, not run.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity, catalogue::Proof};

pub(super) static RULE: Rule = Rule {
    code: "unproven-contract",
    severity: Severity::Warning,
    summary: "an application is configured from what its sources say, not from what it was seen to do",
    docs: "\
## What it rejects
A service of a kind whose ports, variables and files are known from reading only. The catalogue says for each kind what
its knowledge rests on.

## Why it matters
A specification once gave an application a port, a database and an environment that it never had. Everything derived from
such a contract looks right until the first start.

## How to repair
Start the stack once and see the service healthy, then accept the finding with that as the reason; or write the service
as a `container`, whose contract is your own.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for service in stack.services.values().filter(|service| !service.kind.is_container()) {
        if let Proof::Read(source) = service.application.proof {
            let title = service.application.title;
            findings
                .report(service.path(), format!("{title} was configured from reading, and not run: {source}"))
                .help("see it healthy once, then accept this with that as the reason")
                .at_key();
        }
    }
}
