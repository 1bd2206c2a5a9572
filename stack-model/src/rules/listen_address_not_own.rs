//! `listen-address-not-own`: sshd is told to listen on an address that a machine does not have.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    stack::{Addresses, Host, HostRole, ListenAddress},
    value::{EnvironmentName, HostName},
};
use std::net::IpAddr;

pub(super) static RULE: Rule = Rule {
    code: "listen-address-not-own",
    severity: Severity::Error,
    summary: "sshd would listen on an address that a machine does not have",
    docs: "\
## What it rejects
An address under `access.ssh.listen` that is not an address of every deployed machine in every environment, and a plane
on which one of these machines has no address.

## Why it matters
sshd does not start if it cannot bind an address it was told. The machine runs on, and nobody can log in any more: the
repair needs the provider's console.

## How to repair
Write the plane (`mesh`) instead of an address: each machine then listens on its own. Give each machine an address there.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (index, listen) in stack.stack.access.ssh.listen.iter().enumerate() {
        let path = KeyPath::root().key("access").key("ssh").key("listen").index(index);
        for (environment, name, host) in machines(stack) {
            match listen {
                ListenAddress::Any => {}
                ListenAddress::Plane(plane) => {
                    if host.addresses.on(*plane).is_none_or(|addresses| addresses.get(environment).is_none())
                    {
                        let message = format!("`{name}` has no address on the plane `{plane}`");
                        let finding = findings.report(path.clone(), message).environment(environment);
                        finding.help(format!("write `hosts.{name}.addresses.{plane}`, or listen elsewhere"));
                    }
                }
                ListenAddress::Address(address) => {
                    let everywhere = address.is_unspecified() || address.is_loopback();
                    if !everywhere && !has(host, environment, *address) {
                        let message =
                            format!("`{address}` is not an address of `{name}`, whose sshd would not start");
                        let finding = findings.report(path.clone(), message).environment(environment);
                        let finding = finding
                            .help("write a plane, such as `mesh`: each machine then listens on its own");
                        if let Some((owner, place)) = owner(stack, environment, *address) {
                            finding.because(place, format!("it belongs to `{owner}`"));
                        }
                    }
                }
            }
        }
    }
}

/// Every deployed machine of every environment. One that is made for one run listens everywhere.
fn machines(stack: &Resolved) -> impl Iterator<Item = (&EnvironmentName, &HostName, &Host)> {
    let lasting = stack.deployments().filter(|(environment, _)| !stack.is_trial(environment));
    lasting.flat_map(|(environment, deployment)| {
        let hosts =
            deployment.hosts.keys().filter_map(|name| stack.stack.hosts.get(name).map(|host| (name, host)));
        let deployed = hosts.filter(|(_, host)| host.role == HostRole::Deployed);
        deployed.map(move |(name, host)| (environment, name, host))
    })
}

fn has(host: &Host, environment: &EnvironmentName, address: IpAddr) -> bool {
    let planes = Addresses::PLANES.into_iter().filter_map(|plane| host.addresses.on(plane));
    planes.filter_map(|addresses| addresses.get(environment)).any(|own| *own == address)
}

/// The machine whose address it is, and where that is written.
fn owner<'a>(
    stack: &'a Resolved,
    environment: &EnvironmentName,
    address: IpAddr,
) -> Option<(&'a HostName, KeyPath)> {
    let (name, _) = stack.stack.hosts.iter().find(|(_, host)| has(host, environment, address))?;
    Some((name, KeyPath::root().key("hosts").key(name).key("addresses")))
}
