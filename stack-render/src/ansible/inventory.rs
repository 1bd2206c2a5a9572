//! The inventory, `group_vars`, and the engine's `daemon.json`.

use super::{
    Repository, dns, fetch,
    machine::MACHINE_ROLES,
    machine_names::{ANSIBLE_PORT, ANSIBLE_USER, DELIVERED_PORT, TRIAL_ADDRESS, host_group, inventory_name},
    seed, vault, wizard,
};
use crate::{
    Tree,
    jinja::Expression,
    scalar::Reader,
    variables::Group,
    yaml::{Yaml, map},
};
use stack_model::{Site, stack::DockerEngine};

/// The name of a machine in the inventory.
const INVENTORY_HOSTNAME: Expression = Expression::given("inventory_hostname");

/// Adds the inventory.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) {
    let stack = repository.stack;
    tree.add("ansible/inventory/hosts.yml", hosts(repository).document(Reader::Plain));
    for group in Group::ALL {
        let path = format!("ansible/inventory/group_vars/all/{}", group.file());
        tree.add(path, repository.variables.common(group).document(Reader::Plain));
    }
    for (environment, _) in stack.resolved().deployments() {
        let path = format!("ansible/inventory/group_vars/{}/main.yml", environment.identifier());
        let mut special = repository.variables.special(environment);
        if let Yaml::Map(entries) = &mut special {
            entries.sort_keys();
        }
        tree.add(path, special.document(Reader::Plain));
        let path = format!("ansible/inventory/group_vars/{}/secrets.yml.example", environment.identifier());
        tree.add(path, vault::example(stack, environment));
    }
}

fn hosts(repository: &Repository<'_>) -> Yaml {
    let stack = repository.stack;
    let environments = stack.resolved().deployments().map(|(environment, _)| {
        let hosts = stack.sites().filter(|site| site.environment == environment);
        let hosts = hosts.map(|site| (inventory_name(&site), host(repository, &site)));
        (environment.identifier(), map! { "hosts": Yaml::map(hosts) })
    });
    let machines = stack.hosts().map(|(name, _)| {
        let sites = stack.sites().filter(|site| site.host == name);
        let sites = sites.map(|site| (inventory_name(&site), Yaml::Map(indexmap::IndexMap::new())));
        (host_group(name.as_str()), map! { "hosts": Yaml::map(sites) })
    });
    map! { "all": map! { "children": Yaml::map(environments.chain(machines)) } }
}

/// How Ansible reaches a machine, and what is its own.
fn host(repository: &Repository<'_>, site: &Site<'_>) -> Yaml {
    let stack = repository.stack;
    let host = site.machine;
    // Without an address the inventory's name of the machine is asked for, unless the wizard was told where it is.
    let address = match wizard::address(host, site.environment) {
        _ if stack.is_trial(site.environment) => TRIAL_ADDRESS.into(),
        Some(address) => Yaml::text(address.to_string()),
        None => wizard::address_variable(site.host).or_default(&INVENTORY_HOSTNAME).into(),
    };
    let mut keys = vec![("ansible_host", address)];
    let declared = u32::from(stack.access().ssh.port.get());
    let port = if stack.is_trial(site.environment) { DELIVERED_PORT } else { declared };
    keys.push((ANSIBLE_PORT.as_str(), port.into()));
    let user = host.user.as_ref().map_or_else(|| "deploy".into(), ToString::to_string);
    keys.push((ANSIBLE_USER.as_str(), Yaml::text(user)));
    keys.extend(dns::address(stack, site));
    keys.extend(seed::databases(stack, site));
    keys.extend(fetch::repositories(stack, site));
    for role in MACHINE_ROLES.iter().filter(|role| (role.view)(repository).is_some()) {
        keys.extend((role.variables)(repository, site));
    }
    Yaml::map(keys)
}

/// `/etc/docker/daemon.json` (§2.1 of the specification, with pools that the stack's own networks do not lie in).
pub(crate) fn daemon_json(engine: &DockerEngine) -> String {
    daemon_settings(engine).json()
}

/// The same, as values.
pub(super) fn daemon_settings(engine: &DockerEngine) -> Yaml {
    let pools = engine.address_pools.iter().map(|pool| {
        map! { "base": pool.base.to_string(), "size": u32::from(pool.size) }
    });
    let log = map! {
        "max-size": engine.log.max_size.to_string().to_ascii_lowercase(),
        "max-file": engine.log.max_file.to_string(),
    };
    map! {
        "log-driver": "json-file",
        "log-opts": log,
        "storage-driver": "overlay2",
        "live-restore": true,
        // The proxy would hand every IPv6 client to a container under the gateway's address, past any check of it.
        "userland-proxy": false,
        "default-address-pools": Yaml::list(pools),
    }
}
