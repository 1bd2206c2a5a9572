//! `host-address-outside-vpn`: a machine's VPN address is not one of the VPN's.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity, stack::PerEnv, value::Subnet};
use std::net::IpAddr;

pub(super) static RULE: Rule = Rule {
    code: "host-address-outside-vpn",
    severity: Severity::Error,
    summary: "a machine's `mesh` address lies outside the VPN's ranges",
    docs: "\
## What it rejects
An address on the plane `mesh` that lies in none of the ranges of `access.vpn`.

## Why it matters
The machine is no member of the VPN to the proxy's gate, to the firewall or to the list of those who are never banned. A
monitor on it is answered 403, and sshd would bind an address that the VPN never gives out.

## How to repair
Correct the address, or add the range that it comes from to `access.vpn.ranges`.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let Some(vpn) = stack.stack.access.vpn.as_ref().filter(|vpn| !vpn.ranges.is_empty()) else { return };
    for (name, host) in &stack.stack.hosts {
        let path = KeyPath::root().key("hosts").key(name).key("addresses").key("mesh");
        match &host.addresses.mesh {
            None => {}
            Some(PerEnv::All(address)) => check_address(*address, path, &vpn.ranges, findings),
            Some(PerEnv::Each(addresses)) => {
                for (environment, address) in addresses {
                    check_address(*address, path.key(environment), &vpn.ranges, findings);
                }
            }
        }
    }
}

fn check_address(address: IpAddr, path: KeyPath, ranges: &[Subnet], findings: &mut Findings<'_>) {
    if !ranges.iter().any(|range| range.contains(address)) {
        let known: Vec<String> = ranges.iter().map(|range| format!("`{range}`")).collect();
        let finding = findings.report(path, format!("`{address}` is outside the VPN"));
        let finding = finding.help(format!("the VPN has {}", known.join(", ")));
        finding.because(KeyPath::root().key("access").key("vpn").key("ranges"), "the VPN's ranges");
    }
}
