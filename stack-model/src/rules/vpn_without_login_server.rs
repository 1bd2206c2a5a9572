//! `vpn-without-login-server`: machines serve the VPN, and nobody makes them its members.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity};

pub(super) static RULE: Rule = Rule {
    code: "vpn-without-login-server",
    severity: Severity::Warning,
    summary: "machines serve the VPN, and nobody makes them its members",
    docs: "\
## What it rejects
A route with `exposure: vpn` in a stack whose `access.vpn` has no `login_server`.

## Why it matters
The addresses under `addresses.mesh` are those that the VPN gives to its members. Without the address of the server where
machines enrol there is no role `headscale-node`: the playbook leaves the machine outside, and every gated route is out of
reach of everybody.

## How to repair
Write `access.vpn.login_server`, which is Headscale's `server_url`. Accept the finding if the machines join by other means.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let Some(vpn) = stack.stack.access.vpn.as_ref().filter(|vpn| vpn.login_server.is_none()) else { return };
    let mut environments = stack.deployments().map(|(environment, _)| environment);
    let Some(name) = environments.find_map(|environment| stack.vpn_names(environment).into_iter().next())
    else {
        return;
    };
    let path = KeyPath::root().key("access").key("vpn");
    let message = format!("nobody makes `{}` a member of the VPN that it serves", name.host);
    let route = KeyPath::root().key("routes").index(name.route).key("exposure");
    let known = vpn.hub.as_ref().map_or_else(|| "the hub".into(), |hub| format!("`{hub}`"));
    let finding = findings.report(path, message).because(route, "a route for the VPN");
    finding.help(format!("write `login_server: https://…`, the `server_url` of Headscale on {known}"));
}
