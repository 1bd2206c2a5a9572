//! The inventory of the hub: a machine that exists already, configured by playbooks of its own. It stands apart from `hosts.yml`, so
//! that no play on all machines meets it.

use super::{
    Repository, backup_hub,
    inventory::{ANSIBLE_PORT, ANSIBLE_USER},
    vpn_dns,
};
use crate::{
    Tree,
    scalar::Reader,
    yaml::{Yaml, map},
};
use indexmap::IndexMap;
use stack_model::{
    DeploymentName, HostName,
    stack::{HostRole, Plane},
};
use std::net::IpAddr;

/// Adds the inventory, if any playbook is for the hub.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) {
    let mut groups: IndexMap<String, Yaml> = IndexMap::new();
    for (group, machines) in [("vpn_hub", vpn_dns::machines(repository))] {
        if !machines.is_empty() {
            groups.insert(group.into(), map! { "hosts": Yaml::map(machines) });
        }
    }
    let backups = backup_hub::machines(repository);
    if !backups.is_empty() {
        // As members of the group of their environment they read its variables and its vault.
        for (environment, name, _) in &backups {
            let member = Yaml::map([(name.clone(), Yaml::Map(IndexMap::new()))]);
            groups.insert(environment.identifier(), map! { "hosts": member });
        }
        let machines = backups.into_iter().map(|(_, name, machine)| (name, machine));
        groups.insert("backup_hub".into(), map! { "hosts": Yaml::map(machines) });
    }
    if !groups.is_empty() {
        let inventory = map! { "all": map! { "children": Yaml::map(groups) } };
        tree.add("ansible/inventory/hub.yml", inventory.document(Reader::Plain));
    }
}

/// Where Ansible reaches the hub for an environment.
pub(super) fn address(
    repository: &Repository<'_>,
    hub: &HostName,
    environment: &DeploymentName,
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
