//! `route-without-proxy`: there are routes and nobody to serve them.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity, catalogue::Interface};

pub(super) static RULE: Rule = Rule {
    code: "route-without-proxy",
    severity: Severity::Error,
    summary: "routes are written, but the stack has no proxy",
    docs: "\
## What it rejects
Routes in a stack without a service of the kind `caddy`.

## Why it matters
DNS records would be made for names behind which nothing listens, and the monitors of all routes would be red from the
first minute.

## How to repair
Add the service `caddy` with the ports 80 and 443, or remove the routes.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let served = stack.services.values().any(|service| service.kind.speaks(Interface::HttpProxy));
    if !served && !stack.stack.routes.is_empty() {
        let message = "no service is a `caddy`, so nobody serves the routes";
        findings.report(KeyPath::root().key("routes"), message).at_key().help("add a service `caddy`");
    }
}
