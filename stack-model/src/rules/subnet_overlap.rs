//! `subnet-overlap`: a network shares addresses with another one.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity, Subnet, stack::PerEnv};

pub(super) static RULE: Rule = Rule {
    code: "subnet-overlap",
    severity: Severity::Error,
    summary: "a network shares addresses with another one",
    docs: "\
## What it rejects
A network whose subnet overlaps that of another network, a range of the VPN, or contains a machine's address on the local
network.

## Why it matters
Docker refuses the second of two overlapping networks. A network over the VPN or the local network is worse: it is created,
and from then on answers to members of the VPN, or packets to that machine, go into a bridge instead.

## How to repair
Move the network to a range that nobody else uses.
",
    acceptable: true,
    check: Check::Stack(check),
};

/// A range of addresses, and who uses it.
struct Range<'a> {
    subnet: Subnet,
    /// The network's name; none for what is no Docker network.
    network: Option<&'a str>,
    what: String,
    path: KeyPath,
}

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let mut ranges = ranges(stack);
    // Wider ranges sort before the narrower ones inside of them, so those that hold the current one are on the stack.
    ranges.sort_by_key(|range| range.subnet);
    let mut open: Vec<&Range<'_>> = Vec::new();
    for range in &ranges {
        while open.pop_if(|outer| !outer.subnet.overlaps(&range.subnet)).is_some() {}
        let outer = if range.network.is_some() {
            open.last()
        } else {
            open.iter().rev().find(|outer| outer.network.is_some())
        };
        if let Some(outer) = outer {
            // The finding stands at a network; at the inner one, if both are.
            let (at, other) = if range.network.is_some() { (range, *outer) } else { (*outer, range) };
            findings
                .report(at.path.clone(), format!("`{}` overlaps {}", at.subnet, other.what))
                .because(other.path.clone(), "written here")
                .help("move the network to a range of its own");
        }
        open.push(range);
    }
}

fn ranges(stack: &Resolved) -> Vec<Range<'_>> {
    let mut ranges = Vec::new();
    for (name, network) in &stack.stack.networks {
        let path = KeyPath::root().key("networks").key(name).key("subnet");
        let what = format!("`{}` of the network `{name}`", network.subnet);
        ranges.push(Range { subnet: network.subnet, network: Some(name.as_str()), what, path });
    }
    let vpn = stack.stack.access.vpn.iter().flat_map(|vpn| vpn.ranges.iter().enumerate());
    for (index, subnet) in vpn {
        let path = KeyPath::root().key("access").key("vpn").key("ranges").index(index);
        ranges.push(Range { subnet: *subnet, network: None, what: format!("`{subnet}` of the VPN"), path });
    }
    for (name, host) in &stack.stack.hosts {
        let path = KeyPath::root().key("hosts").key(name).key("addresses").key("lan");
        let lan = match &host.addresses.lan {
            None => Vec::new(),
            Some(PerEnv::All(address)) => vec![(*address, path)],
            Some(PerEnv::Each(each)) => each.iter().map(|(env, address)| (*address, path.key(env))).collect(),
        };
        for (address, path) in lan {
            let subnet = Subnet::of_address(address);
            let what = format!("the local address `{address}` of `{name}`");
            ranges.push(Range { subnet, network: None, what, path });
        }
    }
    ranges
}
