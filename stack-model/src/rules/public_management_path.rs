//! `public-management-path`: a public API takes its administration with it.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    stack::{Auth, Exposure, Route},
};

pub(super) static RULE: Rule = Rule {
    code: "public-management-path",
    severity: Severity::Error,
    summary: "a public route publishes an application's administration with its API",
    docs: "\
## What it rejects
A public route that is guarded by an API key or by webhook signatures and lets every path of an application of the
catalogue through. Nothing is known of a `container`, so its author decides.

## Why it matters
The key guards the API, the signature guards the webhooks. The same port also serves the web interface, the making of
keys, metrics and the first visitor's set-up page, each with a lock of its own or with none.

## How to repair
List the paths that have to be public under `only`, such as `/v1/*` or `/webhook/*`, and reach the rest over the VPN.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (index, route) in stack.stack.routes.iter().enumerate() {
        let Exposure::Public(auth @ (Auth::ApiKey | Auth::WebhookSignature)) = route.exposure else {
            continue;
        };
        let Some(service) = route.to.as_ref().and_then(|to| stack.services.get(to)) else { continue };
        if !service.kind.is_container() && passes_all(route) {
            let (guard, example) = match auth {
                Auth::WebhookSignature => ("a signature guards", "only: [/webhook/*]"),
                _ => ("a key guards", "only: [/v1/*]"),
            };
            let title = service.application.title;
            let message = format!("all of {title} is public, of which {guard} a part only");
            let path = KeyPath::root().key("routes").index(index);
            findings
                .report(path.key("exposure"), message)
                .help(format!("list what has to be public, such as `{example}`"));
        }
    }
}

fn passes_all(route: &Route) -> bool {
    route.only.is_empty() || route.only.iter().any(|pattern| pattern.as_str() == "/*")
}
