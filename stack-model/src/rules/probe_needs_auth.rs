//! `probe-needs-auth`: a probe asks for a path that wants credentials.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity, catalogue::Cost};

pub(super) static RULE: Rule = Rule {
    code: "probe-needs-auth",
    severity: Severity::Error,
    summary: "a probe asks for a path that answers 401 without credentials",
    docs: "\
## What it rejects
A probe of a path that the application is known to answer with credentials only, such as `/collections` of Qdrant.

## Why it matters
A probe sends none and must not: its command line is public. The answer is 401, the container counts as unhealthy, and
whatever waits for it never starts.

## How to repair
Leave the probe out, or ask for one of the paths that the finding lists.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for service in stack.services.values() {
        let free = service.probed().filter(|(_, fact, _)| fact.cost == Cost::Free);
        for (path, fact, at) in free.filter(|(_, fact, _)| !fact.anonymous) {
            let message = format!("{} wants credentials for `{path}`", service.application.title);
            let source = format!("known from {}", fact.source);
            findings
                .report(at, message)
                .help(format!("{}; {source}", service.application.probe_remedy("these answer without")));
        }
    }
}
