//! What a machine itself answers: its SSH server, and what its firewall lets in.

use super::{By, Node, Reach, Way, published::is_private};
use crate::{
    stack::{FirewallRule, ListenAddress, Zone},
    value::{HostName, Port, Protocol, Subnet},
};
use std::net::IpAddr;

/// The port of an SSH server as a provider delivers it.
const DELIVERED: Port = Port::constant(22);

impl Reach<'_> {
    /// The ways to a machine once its access has been narrowed, of a zone or of a container that runs on it. A machine that is
    /// made for a trial keeps the SSH server that it was delivered with.
    pub(super) fn machine_ways(&self, from: &Node, host: &HostName) -> Vec<Way> {
        if let Node::Zone(zone) = from
            && !self.stack.is_on(host, self.environment, *zone)
        {
            return Vec::new();
        }
        let access = &self.stack.stack.access;
        let mut ways = Vec::new();
        if self.stack.is_trial(self.environment) {
            let mut ports = vec![DELIVERED, access.ssh.port];
            ports.dedup();
            ways.extend(ports.into_iter().map(|port| Way::new(Some(port), By::Ssh)));
        } else if self.listens_to(from, host) && self.lets_in_to_ssh(from) {
            ways.push(Way::new(Some(access.ssh.port), By::Ssh));
        }
        let rules = access.firewall.allow.iter().enumerate();
        let others = rules.filter(|(_, rule)| !self.is_ssh(rule) && rule.proto == Protocol::Tcp);
        let open = others.filter(|(_, rule)| self.lets_in(rule, from));
        ways.extend(open.map(|(index, rule)| Way::new(Some(rule.port), By::Firewall(index))));
        ways
    }

    fn is_ssh(&self, rule: &FirewallRule) -> bool {
        rule.port == self.stack.stack.access.ssh.port && rule.proto == Protocol::Tcp
    }

    /// Whether the SSH server listens where a node can ask. A container reaches every address of its machine.
    fn listens_to(&self, from: &Node, host: &HostName) -> bool {
        let at = |address: IpAddr| {
            address.is_unspecified()
                || Node::Zone(self.stack.zone_of(host, self.environment, address)) == *from
        };
        from.service().is_some()
            || self.stack.stack.access.ssh.listen.iter().any(|listen| match listen {
                ListenAddress::Any => true,
                ListenAddress::Address(address) => at(*address),
                ListenAddress::Plane(plane) => {
                    self.stack.address(host, *plane, self.environment).is_some_and(at)
                }
            })
    }

    /// Whether the firewall lets a node in to ssh: by the rules that are written for its port; without any it lets in all, unless
    /// ssh ends within the VPN.
    fn lets_in_to_ssh(&self, from: &Node) -> bool {
        let access = &self.stack.stack.access;
        let mut rules = access.firewall.allow.iter().filter(|rule| self.is_ssh(rule)).peekable();
        let narrowed =
            access.is_ssh_behind_vpn() && access.vpn.as_ref().is_some_and(|vpn| !vpn.ranges.is_empty());
        let unwritten = rules.peek().is_none() && !narrowed;
        *from == Node::VPN || unwritten || rules.any(|rule| self.lets_in(rule, from))
    }

    /// Whether a rule lets a node in. What comes through the VPN is let in ahead of every rule (Tailscale 1.98,
    /// `util/linuxfw/iptables_runner.go`: its chain is the first of INPUT); a container comes with its address in Docker's network.
    fn lets_in(&self, rule: &FirewallRule, from: &Node) -> bool {
        let Some(range) = rule.from else { return true };
        match self.service(from) {
            Some(service) => {
                let networks = service.networks.iter().filter_map(|name| self.stack.stack.networks.get(name));
                networks.into_iter().any(|network| range.contains(network.subnet.network()))
            }
            None => *from == Node::VPN || Node::Zone(self.zone_of_range(range)) == *from,
        }
    }

    fn zone_of_range(&self, range: Subnet) -> Zone {
        match range.network() {
            address if self.stack.is_vpn(address) => Zone::Vpn,
            address if is_private(address) => Zone::Lan,
            _ => Zone::Internet,
        }
    }
}
