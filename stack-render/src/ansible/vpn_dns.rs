//! Split DNS: the names of gated routes with addresses of the VPN, as Headscale reads them. Beside the compose target for
//! each environment, and in the inventory of the hub, where the role that serves them reads them.

use super::{Repository, role, role_file::RoleFile};
use crate::{
    Tree,
    artefact::{Artefact, Consumer, Content, Machines, Mode, Place, Task},
    engine::RenderError,
    yaml::{Yaml, map},
};
use indexmap::IndexMap;
use stack_model::{CheckedStack, EnvironmentName, HostName, stack::VpnDns};
use std::net::IpAddr;

const ROLE: &str = "ansible/roles/vpn-dns";
const PLAYBOOK: &str = "ansible/playbooks/vpn-dns.yml";

/// The records of every environment that has any, and the file of them on the hub if it serves them.
pub(super) fn artefacts(repository: &Repository<'_>) -> Result<Vec<Artefact>, RenderError> {
    let stack = repository.stack;
    let served = RoleFile::text(
        "{{ vpn_dns_file }}",
        Mode::Public,
        ("main.yml", "Write the records"),
        Consumer::VpnNames,
    );
    let served = served.artefact(repository, "vpn-dns", Machines::Hub, &minijinja::context! {})?;
    let records = |environment: &EnvironmentName| Artefact {
        machines: Machines::Environment(environment.clone()),
        content: Content::Task(Some(records(repository, &[environment]).json())),
        place: Place::Nowhere,
        task: Task::None("the hub has the records of all environments in one file"),
        folder: Some("extra-records.json".into()),
        ..served.clone()
    };
    let records: Vec<Artefact> = environments(stack).into_iter().map(records).collect();
    Ok(records.into_iter().chain(hub(stack).map(|_| served)).collect())
}

/// Adds the role and its playbook, if the hub serves the records.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) -> Result<(), RenderError> {
    let stack = repository.stack;
    if hub(stack).is_none() {
        return Ok(());
    }
    tree.add(PLAYBOOK, repository.engine.fixed(&format!("{PLAYBOOK}.j2"))?);
    for file in ["tasks/main.yml", "defaults/main.yml"] {
        let text = repository.engine.fixed(&format!("{ROLE}/{file}.j2"))?;
        tree.add(format!("{ROLE}/{file}"), text);
    }
    let role = role::Role {
        name: "vpn-dns",
        about: "The names of gated routes, served to the members of the VPN".to_owned(),
        reads: Vec::new(),
        has_handlers: false,
    };
    role::add_parts(repository, &role, tree)
}

/// The machines that serve the names, for the inventory of the hub.
pub(super) fn machines(repository: &Repository<'_>) -> IndexMap<String, Yaml> {
    let mut machines = IndexMap::new();
    let Some(hub) = hub(repository.stack) else { return machines };
    let environments = environments(repository.stack);
    let incarnations = incarnations(repository, hub, &environments);
    for (address, here) in &incarnations {
        let one = incarnations.len() == 1;
        let name = if one { hub.to_string() } else { format!("{}.{hub}", here[0]) };
        let mut keys = super::hub_connection::connection(repository, hub, *address);
        keys.push(("vpn_dns_records", records(repository, here)));
        machines.insert(name, Yaml::map(keys));
    }
    machines
}

/// The environments that have gated routes.
fn environments(stack: &CheckedStack) -> Vec<&EnvironmentName> {
    let environments = stack.resolved().deployments().map(|(environment, _)| environment);
    environments.filter(|environment| !stack.resolved().vpn_names(environment).is_empty()).collect()
}

/// Whether a machine that is known serves the names of gated routes.
pub(super) fn is_served(stack: &CheckedStack) -> bool {
    hub(stack).is_some()
}

/// The machine that serves the names of gated routes, if there are any.
fn hub(stack: &CheckedStack) -> Option<&HostName> {
    let mut environments = stack.resolved().deployments();
    let asked = environments.any(|(environment, _)| !stack.resolved().vpn_names(environment).is_empty());
    let vpn = stack.access().vpn.as_ref().filter(|vpn| asked && vpn.dns == VpnDns::Hub);
    vpn.and_then(|vpn| vpn.hub.as_ref())
}

/// The records of some environments, as Headscale 0.24 reads them (`docs/ref/dns.md`): sorted, so that a file which says
/// the same is the same.
fn records(repository: &Repository<'_>, environments: &[&EnvironmentName]) -> Yaml {
    let names =
        environments.iter().flat_map(|environment| repository.stack.resolved().vpn_names(environment));
    let mut records: Vec<(String, IpAddr)> =
        names.filter_map(|name| Some((name.name.to_string(), name.address?))).collect();
    records.sort();
    let record = |(name, address): (String, IpAddr)| {
        let kind = if address.is_ipv4() { "A" } else { "AAAA" };
        map! { "name": name, "type": kind, "value": address.to_string() }
    };
    Yaml::list(records.into_iter().map(record))
}

/// The machines that the hub is in the world, by the address at which Ansible reaches each, with the environments that
/// each serves: one file on one machine has the records of all of them.
fn incarnations<'a>(
    repository: &Repository<'_>,
    hub: &HostName,
    environments: &[&'a EnvironmentName],
) -> IndexMap<IpAddr, Vec<&'a EnvironmentName>> {
    let mut machines: IndexMap<IpAddr, Vec<&EnvironmentName>> = IndexMap::new();
    for environment in environments {
        if let Some(address) = super::hub_connection::address(repository, hub, environment) {
            machines.entry(address).or_default().push(environment);
        }
    }
    machines
}
