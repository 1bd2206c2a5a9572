//! The inventory of the hub: a machine that exists already, configured by playbooks of its own. It stands apart from `hosts.yml`, so
//! that no play on all machines meets it.

use super::{Repository, backup_hub, vpn_dns};
use crate::{
    Tree,
    scalar::Reader,
    yaml::{Yaml, map},
};
use indexmap::IndexMap;

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
