//! `gated-route-without-dns-record`: members of the VPN cannot learn where a gated name is.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    resolve::VpnName,
    stack::{Addresses, VpnDns},
};

pub(super) static RULE: Rule = Rule {
    code: "gated-route-without-dns-record",
    severity: Severity::Error,
    summary: "members of the VPN cannot learn where a gated name is",
    docs: "\
## What it rejects
A route with `exposure: vpn` whose proxy stands on a machine without an address on the plane `mesh` in an environment where
the route answers; such a route in a stack that has no `access.vpn.hub`, or one without any address there, while the hub is
to serve the names.

## Why it matters
A member who resolves the name to the public address arrives from home, not from the VPN, and is answered 403. The only cure
is a record of the VPN's own resolver with the machine's address on the VPN. Both must be known to write one.

## How to repair
Write `addresses.mesh` of the machine, and `access.vpn.hub` with an address by which Ansible reaches it. Where another
resolver serves the VPN, write `access.vpn.dns: elsewhere` and give it the records of `compose/<env>/extra-records.json`.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    // Without a VPN there is a finding of `vpn-ranges-missing`.
    let Some(vpn) = &stack.stack.access.vpn else { return };
    for (environment, _) in stack.deployments() {
        let names = stack.vpn_names(environment);
        for name in names.iter().filter(|name| name.address.is_none()) {
            let message =
                format!("`{}` has no address on the VPN, so `{}` has no record", name.host, name.name);
            let host = KeyPath::root().key("hosts").key(&name.host);
            let finding = findings.report(exposure(name), message).environment(environment);
            let help = format!("write `addresses: {{ mesh: … }}` at the machine `{}`", name.host);
            finding.because(host, "the machine whose proxy answers").help(help);
        }
        let Some(first) = names.first().filter(|_| vpn.dns == VpnDns::Hub) else { continue };
        let path = KeyPath::root().key("access").key("vpn");
        let Some(hub) = &vpn.hub else {
            let finding = findings.report(path, "no machine serves the names of gated routes to the VPN");
            finding.because(exposure(first), "a route for the VPN").help("write `hub`, or `dns: elsewhere`");
            return;
        };
        // An unknown machine is a finding of `unknown-host`.
        let Some(host) = stack.stack.hosts.get(hub) else { return };
        let reached = |plane| host.addresses.on(plane).is_some_and(|each| each.get(environment).is_some());
        if !Addresses::PLANES.into_iter().any(reached) {
            let message = format!("`{hub}` has no address, so nobody can give it the names of gated routes");
            let finding = findings.report(path.key("hub"), message).environment(environment);
            let help = format!("write `addresses: {{ public: … }}` at the machine `{hub}`");
            finding.because(exposure(first), "a route for the VPN").help(help);
            return;
        }
    }
}

fn exposure(name: &VpnName) -> KeyPath {
    KeyPath::root().key("routes").index(name.route).key("exposure")
}
