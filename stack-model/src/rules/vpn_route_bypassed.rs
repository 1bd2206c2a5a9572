//! `vpn-route-bypassed`: a hand-written line answers before the VPN's gate is asked.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    catalogue::applications::caddy::{CaddySettings, lines as caddy_lines},
    stack::Exposure,
};
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    code: "vpn-route-bypassed",
    severity: Severity::Error,
    summary: "hand-written lines of a site may answer around its VPN gate",
    docs: "\
## What it rejects
On a site with a `vpn` route, every hand-written directive that may answer, rewrite or route a request. `header`,
`request_header`, `request_body`, `encode`, `map`, `vars`, `tls`, `bind`, `tracing`, the `log` family and the definition
of a matcher are left. On any site, braces, quotes or a `\\` that reach beyond the lines are rejected too.

## Why it matters
Caddy does not run the directives of a site as they are written: it sorts them by kind. The gate stands in one `route`
block; a `redir` or a `rewrite` beside it is sorted before the gate, a `handle` takes the request away from it. What was
to be seen by members of the VPN then answers to the Internet, and nothing in the file looks wrong.

## How to repair
Write a route for it, or move the lines to a site that is public as a whole.
",
    acceptable: true,
    check: Check::Stack(check),
};

/// The directives that neither answer nor route (caddyserver/caddy, caddyconfig/httpcaddyfile/directives.go).
const HARMLESS: [&str; 14] = [
    "bind",
    "encode",
    "header",
    "log",
    "log_append",
    "log_name",
    "log_skip",
    "map",
    "request_body",
    "request_header",
    "skip_log",
    "tls",
    "tracing",
    "vars",
];

/// What can bring directives that do not stand in the lines.
const UNREAD: [(&str, &str); 2] = [
    ("{$", "is replaced before Caddy reads the lines, and nobody knows by what"),
    ("<<", "begins a heredoc, whose end versions of Caddy find in different places"),
];

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let routes = stack.stack.routes.iter().enumerate().filter(|(_, route)| route.exposure == Exposure::Vpn);
    let gated: BTreeMap<Option<&str>, usize> =
        routes.rev().map(|(index, route)| (route.at.label(), index)).collect();
    for service in stack.services.values() {
        let Some(settings) = service.settings_of::<CaddySettings>() else { continue };
        for (site, written) in &settings.sites {
            let path = service.path().key("config").key("sites").key(site).key("lines");
            let gate = gated.get(&site.label()).map(|index| KeyPath::root().key("routes").index(*index));
            check_site(&written.lines, &path, gate.as_ref(), findings);
        }
    }
}

fn check_site(lines: &str, path: &KeyPath, gate: Option<&KeyPath>, findings: &mut Findings<'_>) {
    let directives = match caddy_lines::directives(lines) {
        Ok(directives) => directives,
        Err(why) => {
            findings.report(path.clone(), why).help("close what the lines open, and nothing else");
            return;
        }
    };
    let Some(gate) = gate else { return };
    for (mark, why) in UNREAD {
        if lines.contains(mark) {
            let finding = findings.report(path.clone(), format!("`{mark}` {why}"));
            finding.help("write the value itself, in quotes").because(gate.clone(), "the route for the VPN");
        }
    }
    let mut seen: Vec<&str> = Vec::new();
    for name in directives.iter().map(String::as_str) {
        if !HARMLESS.contains(&name) && !name.starts_with('@') && !seen.contains(&name) {
            seen.push(name);
            let finding = findings.report(path.clone(), format!("`{name}` {}", reason(name)));
            let finding =
                finding.help("write a route for it, or move it to a site that is public as a whole");
            finding.because(gate.clone(), "the route for the VPN");
        }
    }
}

/// What a directive does around the gate.
fn reason(name: &str) -> &'static str {
    match name {
        "redir" | "respond" | "error" | "abort" | "metrics" | "acme_server" => {
            "answers without asking the VPN gate"
        }
        "reverse_proxy" | "php_fastcgi" | "file_server" => "hands requests on beside the VPN gate",
        "rewrite" | "uri" | "root" | "try_files" | "method" => {
            "changes requests before the VPN gate sees them"
        }
        "handle" | "handle_path" | "handle_errors" | "route" | "invoke" => {
            "takes requests away from the VPN gate"
        }
        "basic_auth" | "basicauth" | "forward_auth" => "asks for a password before the VPN gate is asked",
        "import" => "brings lines that nobody can check here",
        _ => "is not known to leave requests to the VPN gate",
    }
}
