//! `paid-probe`: every health check is billed.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity, catalogue::Cost};

pub(super) static RULE: Rule = Rule {
    code: "paid-probe",
    severity: Severity::Error,
    summary: "a probe asks for a path whose answer costs money",
    docs: "\
## What it rejects
A probe of a path that makes the application call a provider who sends a bill, such as `/health` of LiteLLM, which sends
a request to every model of its list.

## Why it matters
At one check in 30 seconds these are 2880 calls a day for each model. The budget is spent before anybody has asked
anything, and a provider's outage makes the proxy itself unhealthy.

## How to repair
Leave the probe out, or ask for one of the paths that the finding lists.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for service in stack.services.values() {
        for (path, fact, at) in service.probed().filter(|(_, fact, _)| fact.cost == Cost::Paid) {
            let message = format!(
                "each check of `{path}` makes {} call providers who send a bill",
                service.application.title
            );
            findings.report(at, message).help(format!(
                "{}; known from {}",
                service.application.probe_remedy("these cost nothing"),
                fact.source
            ));
        }
    }
}
