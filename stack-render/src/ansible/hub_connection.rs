//! How Ansible reaches the hub: a machine that exists already, and that may be deployed to as well.

use super::{
    Repository,
    machine_names::{ANSIBLE_PORT, ANSIBLE_USER},
};
use crate::yaml::Yaml;
use stack_model::{
    EnvironmentName, HostName,
    stack::{HostRole, Plane},
};
use std::net::IpAddr;

/// Where Ansible reaches the hub for an environment.
pub(super) fn address(
    repository: &Repository<'_>,
    hub: &HostName,
    environment: &EnvironmentName,
) -> Option<IpAddr> {
    let addresses = &repository.stack.host(hub)?.addresses;
    let planes = [Plane::Public, Plane::Lan, Plane::Mesh];
    planes.into_iter().find_map(|plane| addresses.on(plane)?.get(environment).copied())
}

/// How Ansible reaches the hub.
pub(super) fn connection(
    repository: &Repository<'_>,
    hub: &HostName,
    address: IpAddr,
) -> Vec<(&'static str, Yaml)> {
    let host = repository.stack.host(hub);
    let mut keys = vec![("ansible_host", Yaml::text(address.to_string()))];
    // The port of a machine that is not deployed to is its own affair.
    if host.is_some_and(|host| host.role == HostRole::Deployed) {
        keys.push((ANSIBLE_PORT.as_str(), u32::from(repository.stack.access().ssh.port.get()).into()));
    }
    let user = host.and_then(|host| host.user.as_ref()).map_or_else(|| "deploy".into(), ToString::to_string);
    keys.push((ANSIBLE_USER.as_str(), Yaml::text(user)));
    keys
}
