//! `monitor-outside-vpn`: the machine of Uptime Kuma has no address on the VPN.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity, stack::Exposure};

pub(super) static RULE: Rule = Rule {
    code: "monitor-outside-vpn",
    severity: Severity::Error,
    summary: "the machine of Uptime Kuma has no address on the VPN",
    docs: "\
## What it rejects
A `host` of `monitoring.uptime_kuma` that has no address on the plane `mesh` in an environment that it watches, or a stack
with Uptime Kuma and without `access.vpn`.

## Why it matters
Routes for the VPN answer 403 to everybody else: a monitor outside of it is down for ever and says nothing about the
service. The password of Uptime Kuma would travel over the Internet as well, because the playbook asks at that address.

## How to repair
Make the machine a member of the VPN, and write the address that it was given under `addresses.mesh`.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let Some(kuma) = &stack.stack.monitoring.uptime_kuma else { return };
    // An unknown machine is a finding of `unknown-host`.
    let Some(host) = stack.stack.hosts.get(&kuma.host) else { return };
    let path = KeyPath::root().key("monitoring").key("uptime_kuma").key("host");
    if stack.stack.access.vpn.is_none() {
        let finding = findings.report(path, "nobody says which addresses are the VPN's");
        finding.help("write `access: { vpn: { ranges: [100.64.0.0/10, \"fd7a:115c:a1e0::/48\"] } }`");
        return;
    }
    for environment in kuma.watched(stack) {
        if host.addresses.mesh.as_ref().is_some_and(|addresses| addresses.get(environment).is_some()) {
            continue;
        }
        let gated = stack.stack.routes.iter().position(|route| route.exposure == Exposure::Vpn);
        let message =
            format!("`{}` has no address on the VPN, so every route for the VPN refuses it", kuma.host);
        let mut finding = findings.report(path.clone(), message).environment(environment);
        if let Some(index) = gated {
            let route = KeyPath::root().key("routes").index(index).key("exposure");
            finding = finding.because(route, "a route for the VPN");
        }
        finding.help(format!("write `addresses: {{ mesh: … }}` at the machine `{}`", kuma.host));
        return;
    }
}
