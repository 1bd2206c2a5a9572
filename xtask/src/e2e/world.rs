//! The world around a machine: zones that stand for the Internet and for the VPN, each a network namespace.

use crate::{converge::neighbour, verify::machine::TRIAL_ADDRESS};
use stack_model::{CheckedStack, Site, stack::Plane};
use std::net::{IpAddr, Ipv4Addr};

/// A client on the Internet: an address for documentation (RFC 5737, TEST-NET-2).
const STRANGER: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 7);

/// Where a machine stands in the world.
#[derive(Debug, Clone)]
pub(super) struct World {
    /// The machine's address on the Internet.
    pub(super) public: Ipv4Addr,
    /// A client on the Internet.
    pub(super) internet: Ipv4Addr,
    /// The machine's address in the VPN, and a member's; none where the machine is no member.
    pub(super) vpn: Option<(Ipv4Addr, Ipv4Addr)>,
}

impl World {
    /// Ports of the stranger that are open: what containers ask for outside.
    pub(super) const OPEN: [u16; 2] = [80, 443];

    /// The world of a machine in one environment. What has no address there has the one of a trial.
    pub(super) fn of(stack: &CheckedStack, site: &Site<'_>) -> Self {
        let trial = TRIAL_ADDRESS.parse().expect("it is an address");
        let on = |plane| match site.machine.addresses.on(plane)?.get(site.environment)? {
            IpAddr::V4(address) if !stack.is_trial(site.environment) => Some(*address),
            _ => None,
        };
        // Without a VPN of the stack the address is a name and no more.
        let vpn =
            on(Plane::Mesh).filter(|_| stack.access().vpn.is_some()).map(|ours| (ours, neighbour(ours)));
        Self { public: on(Plane::Public).unwrap_or(trial), internet: STRANGER, vpn }
    }

    /// A line for each zone: its name, the interface that leads to it, the machine's address there, its own.
    pub(super) fn zones(&self) -> String {
        let mut lines = format!("internet eth0 {} {}\n", self.public, self.internet);
        if let Some((ours, theirs)) = self.vpn {
            lines.push_str(&format!("vpn tailscale0 {ours} {theirs}\n"));
        }
        lines
    }

    /// The ports that answer on the Internet.
    pub(super) fn ports() -> String {
        Self::OPEN.map(|port| port.to_string()).join(" ")
    }
}
