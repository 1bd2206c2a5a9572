//! `hardening`: who gets in: the SSH server, the firewall, bans, and updates of security.
//!
//! ssh is narrowed in steps, each proven by a login before the next (field reports SSH-01 to SSH-03). A machine says in
//! the inventory where it shall end, `hardening_ssh_exposure`:
//! - `open`: as a provider delivers it: port 22 on every address;
//! - `dual`: port 22 and the declared one on every address;
//! - `declared`: the declared port on the declared addresses, some of which lie outside of the VPN;
//! - `vpn-only`: the declared port on addresses of the VPN.
//!
//! A machine that is made for one run stays at `dual`: who deploys to it is no member of the VPN, and neither is it.
//!
//! One tool watches ssh (SPEC-60): fail2ban, while somebody outside of the VPN can reach it. Behind the VPN everybody who
//! can knock is on its list of those who are never banned, so it is stopped there.

use super::{MachineRole, Phase, backup_config, crowdsec, hardening_files::FILES};
use crate::{
    ansible::{
        Repository,
        machine_names::{DELIVERED_PORT as DELIVERED, TRIAL_ADDRESS},
        published,
    },
    engine::verbatim,
    yaml::{Yaml, map},
};
use minijinja::{Value, context};
use stack_model::{
    CheckedStack, Protocol, Site,
    stack::{Addresses, FirewallRule, ListenAddress, Plane},
};
use std::net::IpAddr;

pub(super) const ROLE: MachineRole = MachineRole {
    name: "hardening",
    about: "Who gets in: the SSH server, the firewall, bans, and updates of security",
    files: FILES,
    reads: Vec::new,
    phase: Phase::Restrict,
    view: |repository| Some(view(repository.stack)),
    variables,
};

/// A rule of the firewall: its fields, and the words in which `ufw show added` names it (ufw 0.36.2).
struct Allow {
    port: u32,
    protocol: Protocol,
    from: Option<String>,
}

impl Allow {
    fn of(rule: &FirewallRule) -> Self {
        let from = rule.from.map(|from| from.to_string());
        Self { port: rule.port.get().into(), protocol: rule.proto, from }
    }

    fn view(&self) -> Value {
        let Self { port, protocol, from } = self;
        let words = match from {
            None => format!("{port}/{protocol}"),
            Some(from) => format!("from {from} to any port {port} proto {protocol}"),
        };
        context! {
            port,
            protocol => verbatim(protocol.to_string()),
            from => verbatim(from.clone().unwrap_or_else(|| "any".into())),
            words => verbatim(words),
        }
    }
}

fn view(stack: &CheckedStack) -> Value {
    let access = stack.access();
    let port = u32::from(access.ssh.port.get());
    let is_ssh = |rule: &&FirewallRule| rule.port == access.ssh.port && rule.proto == Protocol::Tcp;
    let declared = access.firewall.allow.iter().filter(|rule| !is_ssh(rule)).map(Allow::of);
    let anywhere = |port| Allow { port, protocol: Protocol::Tcp, from: None };
    let mut dual = vec![anywhere(DELIVERED)];
    if port != DELIVERED {
        dual.push(anywhere(port));
    }
    let ranges: Vec<String> =
        access.vpn.iter().flat_map(|vpn| &vpn.ranges).map(ToString::to_string).collect();
    // What the author says of the port holds where ssh ends; on the way there it would be one narrowing too early.
    let mut end: Vec<Allow> = access.firewall.allow.iter().filter(is_ssh).map(Allow::of).collect();
    if is_behind_vpn(stack) {
        end.extend(ranges.iter().map(|range| Allow { from: Some(range.clone()), ..anywhere(port) }));
    } else if end.is_empty() {
        end.push(anywhere(port));
    }
    let mut seen = Vec::new();
    end.retain(|rule| {
        let new = !seen.contains(&rule.from);
        seen.push(rule.from.clone());
        new
    });
    let list = |rules: Vec<Allow>| rules.iter().map(Allow::view).collect::<Value>();
    let bans = access.bans.as_ref();
    let ignored = bans.into_iter().flat_map(|bans| &bans.ignore).map(ToString::to_string);
    let ignored: Vec<String> = ["127.0.0.0/8".into(), "::1".into()]
        .into_iter()
        .chain(ranges.iter().cloned())
        .chain(ignored)
        .collect();
    context! {
        port,
        delivered => DELIVERED,
        shown => verbatim(backup_config::SHOWN),
        ports => verbatim(if port == DELIVERED { port.to_string() } else { format!("{DELIVERED},{port}") }),
        declared => list(declared.collect()),
        dual => list(dual),
        end => list(end),
        ranges => ranges.into_iter().map(verbatim).collect::<Value>(),
        // The specification's values where the stack has none.
        max_retry => bans.map_or(3, |bans| bans.max_retry),
        find_time => bans.map_or(600, |bans| bans.find_time.seconds()),
        ban_time => bans.map_or(3600, |bans| bans.ban_time.seconds()),
        ignored => verbatim(ignored.join(" ")),
    }
}

/// Whether sshd ends on addresses of the VPN alone. A firewall that does not know the VPN's ranges lets nobody in, so
/// without them the listening address alone keeps others out.
fn is_behind_vpn(stack: &CheckedStack) -> bool {
    stack.access().vpn.as_ref().is_some_and(|vpn| !vpn.ranges.is_empty())
        && stack.access().is_ssh_behind_vpn()
}

/// The addresses that sshd of this machine listens on; none for all.
fn listen(stack: &CheckedStack, site: &Site<'_>) -> Vec<IpAddr> {
    let addresses = &site.machine.addresses;
    let mut own = Vec::new();
    for listen in &stack.access().ssh.listen {
        match listen {
            ListenAddress::Any => return Vec::new(),
            ListenAddress::Address(address) if address.is_unspecified() => return Vec::new(),
            ListenAddress::Address(address) => own.push(*address),
            ListenAddress::Plane(plane) => own.extend(address_on(addresses, *plane, site)),
        }
    }
    own
}

fn address_on(addresses: &Addresses, plane: Plane, site: &Site<'_>) -> Option<IpAddr> {
    addresses.on(plane).and_then(|addresses| addresses.get(site.environment)).copied()
}

/// An address and a port where ssh may answer.
fn door(address: IpAddr, port: u32) -> Yaml {
    map! { "host": address.to_string(), "port": port }
}

/// Where ssh answers at the end: within the VPN first, because that is what stays.
fn end_doors(stack: &CheckedStack, site: &Site<'_>) -> Vec<IpAddr> {
    let addresses = &site.machine.addresses;
    let listen = listen(stack, site);
    let planes = [Plane::Mesh, Plane::Public, Plane::Lan].into_iter();
    let known = planes.filter_map(|plane| address_on(addresses, plane, site));
    known.filter(|address| listen.is_empty() || listen.contains(address)).collect()
}

/// Where ssh may answer: where it ends first, then as the machine is delivered.
fn doors(stack: &CheckedStack, site: &Site<'_>, port: u32) -> Vec<Yaml> {
    let addresses = &site.machine.addresses;
    let planes = [Plane::Public, Plane::Lan, Plane::Mesh].into_iter();
    let known: Vec<IpAddr> = planes.filter_map(|plane| address_on(addresses, plane, site)).collect();
    let mut doors: Vec<(IpAddr, u32)> = Vec::new();
    let declared =
        end_doors(stack, site).into_iter().chain(known.iter().copied()).map(|address| (address, port));
    for way in declared.chain(known.iter().map(|address| (*address, DELIVERED))) {
        if !doors.contains(&way) {
            doors.push(way);
        }
    }
    doors.into_iter().map(|(address, port)| door(address, port)).collect()
}

/// Where ssh answers on a machine that is made for one run.
fn trial_doors(port: u32) -> Vec<Yaml> {
    let mut ports = vec![DELIVERED, port];
    ports.dedup();
    ports.into_iter().map(|port| map! { "host": TRIAL_ADDRESS, "port": port }).collect()
}

/// Who takes dumps away, from addresses of the VPN alone where its ranges are known (`sshd_config(5)`, `AllowUsers`).
fn pullers(stack: &CheckedStack, site: &Site<'_>) -> Vec<String> {
    if backup_config::puller_key(stack, site).is_empty() {
        return Vec::new();
    }
    let user = backup_config::PULLER;
    let ranges = stack.access().vpn.iter().flat_map(|vpn| &vpn.ranges);
    let within: Vec<String> = ranges.map(|range| format!("{user}@{range}")).collect();
    if within.is_empty() { vec![user.to_owned()] } else { within }
}

/// The inventory's names for where ssh ends and how the machine is reached until then.
fn variables(repository: &Repository<'_>, site: &Site<'_>) -> Vec<(&'static str, Yaml)> {
    let stack = repository.stack;
    let host = site.machine;
    let port = u32::from(stack.access().ssh.port.get());
    let trial = stack.is_trial(site.environment);
    let ways = if trial { trial_doors(port) } else { doors(stack, site, port) };
    let end = end_doors(stack, site);
    let listen = if trial { Vec::new() } else { listen(stack, site) };
    let exposure = if trial {
        "dual"
    } else if is_behind_vpn(stack) {
        "vpn-only"
    } else {
        "declared"
    };
    let mut users = vec![host.user.as_ref().map_or_else(|| "deploy".into(), ToString::to_string)];
    for user in stack.access().ssh.allow_users.iter().map(ToString::to_string) {
        if !users.contains(&user) {
            users.push(user);
        }
    }
    vec![
        ("connect_doors", Yaml::list(ways)),
        crowdsec::proxy_logs(repository, site),
        ("hardening_docker_ports", Yaml::list(published::open(stack, site))),
        ("hardening_ssh_doors", Yaml::list(end.into_iter().map(|address| door(address, port)))),
        ("hardening_ssh_exposure", Yaml::text(exposure)),
        ("hardening_ssh_listen", Yaml::list(listen.iter().map(ToString::to_string))),
        ("hardening_ssh_pullers", Yaml::list(pullers(stack, site))),
        ("hardening_ssh_users", Yaml::list(users)),
    ]
}
