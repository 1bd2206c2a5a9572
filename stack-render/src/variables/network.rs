//! The variables of networks: their subnets, and the addresses that a proxy keeps on them.

use super::{Group, Var, Variables};
use stack_model::{CheckedService, CheckedStack, NetworkName, Subnet, catalogue::Interface};
use std::net::IpAddr;

/// A network's subnet.
pub(crate) fn network_subnet(network: &NetworkName) -> Var<Subnet> {
    Var::made(format!("docker_network_{}_subnet", network.identifier()))
}

/// The address that a proxy keeps on a network.
pub(crate) fn kept_address(proxy: &CheckedService, network: &NetworkName) -> Var<IpAddr> {
    Var::made(format!("{}_{}_address", proxy.name.identifier(), network.identifier()))
}

/// The networks on which a proxy keeps its address, because a service behind it must know who asks.
///
/// Docker hands addresses out from the low end, so the last one of a network is free to be kept.
pub(crate) fn kept_networks<'a>(stack: &CheckedStack, proxy: &'a CheckedService) -> Vec<&'a NetworkName> {
    if !proxy.kind.speaks(Interface::HttpProxy) {
        return Vec::new();
    }
    let asks = |service: &&CheckedService| {
        service.application.knows_proxy
            && service.host() == proxy.host()
            && stack.routes_to(service).next().is_some()
    };
    let asking: Vec<&CheckedService> = stack.services().filter(asks).collect();
    let shared = |network: &&NetworkName| asking.iter().any(|service| service.networks.contains(network));
    proxy.networks.iter().filter(shared).collect()
}

/// Declares them.
pub(super) fn declare(stack: &CheckedStack, variables: &mut Variables) {
    let kept: Vec<_> = stack.services().map(|proxy| (proxy, kept_networks(stack, proxy))).collect();
    for (name, network) in stack.networks() {
        let about = format!("the subnet of the network {name}");
        variables.all(Group::Docker, &network_subnet(name), about, network.subnet);
        for (proxy, _) in kept.iter().filter(|(_, networks)| networks.contains(&name)) {
            let about = format!("the address that {} keeps on the network {name}", proxy.name);
            let address = network.subnet.last_host();
            variables.all(Group::Docker, &kept_address(proxy, name), about, address);
        }
    }
}
