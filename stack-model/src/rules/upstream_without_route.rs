//! `upstream-without-route`: a hand-written line hands requests on to a service that no route leads to.

use super::{Check, Findings, Rule};
use crate::{
    Resolved, Severity,
    catalogue::applications::caddy::{CaddySettings, lines as caddy_lines},
    stack::Exposure,
};

pub(super) static RULE: Rule = Rule {
    code: "upstream-without-route",
    severity: Severity::Error,
    summary: "hand-written lines of a public site hand requests on, and no route says so",
    docs: "\
## What it rejects
`reverse_proxy`, `php_fastcgi`, `forward_auth`, `invoke` and `import` in the hand-written lines of a site without a gate, at any
depth. On a site with a gate they are findings of `vpn-route-bypassed`.

## Why it matters
Routes are the only place that says who is reached from outside. Policies, monitors, smoke tests and `cargo xtask reach` follow
from them; a service that is opened by a line of the proxy is open, and nothing here knows of it.

## How to repair
Write a route.
",
    acceptable: false,
    check: Check::Stack(check),
};

/// The directives that hand a request on to somebody, or bring lines that may
/// (caddyserver/caddy 2.11, caddyconfig/httpcaddyfile/directives.go).
const HANDS_ON: [&str; 5] = ["forward_auth", "import", "invoke", "php_fastcgi", "reverse_proxy"];

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let routes = &stack.stack.routes;
    for service in stack.services.values() {
        let Some(settings) = service.settings_of::<CaddySettings>() else { continue };
        let gated = |label: Option<&str>| {
            routes.iter().any(|route| route.exposure == Exposure::Vpn && route.at.label() == label)
        };
        for (site, written) in settings.sites.iter().filter(|(site, _)| !gated(site.label())) {
            let (words, _) = caddy_lines::words(&written.lines);
            for name in HANDS_ON {
                if words.iter().any(|word| word.first && word.text == name) {
                    let path = service.path().key("config").key("sites").key(site).key("lines");
                    let finding =
                        findings.report(path, format!("`{name}` hands requests on beside the routes"));
                    finding.help("write a route for it");
                }
            }
        }
    }
}
