//! What a proxy answers: who asks, for which name, for which path.

use crate::altered::{checked, text};
use stack_model::{CheckedStack, Verdict};

const MEMBER: &str = "100.64.0.7";
const STRANGER: &str = "198.51.100.7";

/// The status of the answer of production's proxy; none if a service answers.
fn status(stack: &CheckedStack, host: &str, path: &str, from: &str) -> Option<u16> {
    let site = stack.sites().find(|site| site.environment.as_str() == "prod").expect("production");
    let mut gates = stack
        .services_on(site.host)
        .filter(|service| service.name.as_str() == "caddy")
        .filter_map(|proxy| stack.resolved().gate(site.environment, proxy));
    let gate = gates.next().expect("the proxy runs");
    gate.ask(host, path, from.parse().expect("an address")).status()
}

#[test]
fn a_stranger_at_a_gated_site_is_forbidden_whether_there_is_such_a_path_or_not() {
    let stack = checked(&text("valid/vpai.yml"));
    for (host, path, member, stranger) in [
        // A site of which every path is for members.
        ("n8n.example.com", "/", None, Some(403)),
        ("n8n.example.com", "/rest/login", None, Some(403)),
        // A gated site: what has no route is not found by a member, and not told to a stranger.
        ("admin.example.com", "/grafana/", None, Some(403)),
        ("admin.example.com", "/no-such-path", Some(404), Some(403)),
        // A public site has no gate: what has no route is not found by anybody.
        ("hooks.example.com", "/webhook/x", None, None),
        ("hooks.example.com", "/rest/login", Some(404), Some(404)),
        // No site, and no path.
        ("nothing.example.com", "/", Some(200), Some(200)),
        ("n8n.example.com", "no-slash", Some(400), Some(400)),
    ] {
        assert_eq!(status(&stack, host, path, MEMBER), member, "a member asks {host}{path}");
        assert_eq!(status(&stack, host, path, STRANGER), stranger, "a stranger asks {host}{path}");
    }
}

#[test]
fn a_name_is_asked_with_a_port_and_in_capitals_too() {
    let stack = checked(&text("valid/vpai.yml"));
    for host in ["N8N.Example.COM", "n8n.example.com:443", "N8N.example.com:8443"] {
        assert_eq!(status(&stack, host, "/", STRANGER), Some(403), "{host}");
        assert_eq!(status(&stack, host, "/", MEMBER), None, "{host}");
    }
}

#[test]
fn each_verdict_has_its_own_status() {
    for (verdict, status) in [
        (Verdict::Forbidden, 403),
        (Verdict::NotFound, 404),
        (Verdict::NoSite, 200),
        (Verdict::BadRequest, 400),
    ] {
        assert_eq!(verdict.status(), Some(status), "{verdict:?}");
    }
}
