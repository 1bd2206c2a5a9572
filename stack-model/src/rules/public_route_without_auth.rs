//! `public-route-without-auth`: a service is open to everybody.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    stack::{Auth, Exposure},
};

pub(super) static RULE: Rule = Rule {
    code: "public-route-without-auth",
    severity: Severity::Error,
    summary: "a service is public and nobody asks who it is",
    docs: "\
## What it rejects
A route with `exposure: { public: none }` that leads to a service. A fixed text may be public without further ado.

## Why it matters
Whatever the service can do, everybody can: names get into the public logs of certificates, and scanners follow those
within minutes.

## How to repair
Say what guards it (`api-key`, `webhook-signature`, `login`), or make it `vpn`. If it is a public website, accept the
finding and say so.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (index, route) in stack.stack.routes.iter().enumerate() {
        if let (Some(to), Exposure::Public(Auth::None)) = (&route.to, route.exposure) {
            let path = KeyPath::root().key("routes").index(index).key("exposure");
            let finding =
                findings.report(path, format!("everybody may use `{to}`, and nobody asks who it is"));
            finding.help("make it `vpn`, or say what guards it: `api-key`, `webhook-signature` or `login`");
        }
    }
}
