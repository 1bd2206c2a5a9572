//! `subnet-in-address-pool`: a network lies in a range that Docker hands out.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    value::{HostName, NetworkName},
};
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: "subnet-in-address-pool",
    severity: Severity::Error,
    summary: "a network lies in a range that Docker hands out",
    docs: "\
## What it rejects
A network whose subnet overlaps one of the `address_pools` of a machine on which it is used.

## Why it matters
Docker gives the subnets of a pool to any network that names none, such as that of a test container. It may take this one
first, and then the stack's own network is refused: by the order of starts, so that it works until the next reboot.

## How to repair
Move the pool away from the stack's networks, for example to `172.21.0.0/16`, or move the network.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (name, machine) in used(stack) {
        let Some(network) = stack.stack.networks.get(name) else { continue };
        let Some(host) = stack.stack.hosts.get(machine) else { continue };
        for (index, pool) in host.docker.address_pools.iter().enumerate() {
            if pool.base.overlaps(&network.subnet) {
                let path = KeyPath::root().key("networks").key(name).key("subnet");
                let cause = KeyPath::root().key("hosts").key(machine).key("docker").key("address_pools");
                findings
                    .report(
                        path,
                        format!(
                            "Docker on `{machine}` hands out `{}`, and `{}` with it",
                            pool.base, network.subnet
                        ),
                    )
                    .because(cause.index(index).key("base"), "the pool")
                    .help("move the pool to a range without networks of the stack");
            }
        }
    }
}

/// The networks that exist on each machine: those that a service there joins.
fn used(stack: &Resolved) -> BTreeSet<(&NetworkName, &HostName)> {
    let deployed: BTreeSet<&HostName> = stack.deployed_hosts().collect();
    let services = stack.services.values().filter_map(|service| Some((service, service.host.as_ref()?)));
    let services = services.filter(|(_, host)| deployed.contains(host));
    services.flat_map(|(service, host)| service.networks.iter().map(move |network| (network, host))).collect()
}
