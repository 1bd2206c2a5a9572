//! Split DNS: the names of gated routes with addresses of the VPN, as Headscale reads them. Beside the compose target for
//! each environment, and in the inventory of the hub, where the role that serves them reads them.

use super::{Repository, role};
use crate::{
    Tree,
    engine::RenderError,
    scalar::Reader,
    yaml::{Yaml, map},
};
use indexmap::IndexMap;
use minijinja::context;
use stack_model::{
    CheckedStack, DeploymentName, HostName,
    stack::{HostRole, Plane, VpnDns},
};
use std::net::IpAddr;

const ROLE: &str = "ansible/roles/vpn-dns";
const PLAYBOOK: &str = "ansible/playbooks/vpn-dns.yml";

/// Adds the records of every environment that has any; the role, its playbook and its inventory if the hub serves them.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) -> Result<(), RenderError> {
    let stack = repository.stack;
    let environments: Vec<&DeploymentName> = stack
        .resolved()
        .deployments()
        .map(|(environment, _)| environment)
        .filter(|environment| !stack.resolved().vpn_names(environment).is_empty())
        .collect();
    for environment in &environments {
        let text = records(repository, &[environment]).json();
        tree.add(format!("compose/{environment}/extra-records.json"), text);
    }
    let Some(hub) = hub(stack) else { return Ok(()) };
    let mut machines = IndexMap::new();
    let incarnations = incarnations(repository, hub, &environments);
    for (address, here) in &incarnations {
        let one = incarnations.len() == 1;
        let name = if one { hub.to_string() } else { format!("{}.{hub}", here[0]) };
        machines.insert(name, machine(repository, hub, *address, records(repository, here)));
    }
    let inventory =
        map! { "all": map! { "children": map! { "vpn_hub": map! { "hosts": Yaml::map(machines) } } } };
    tree.add("ansible/inventory/hub.yml", inventory.document(Reader::Plain));
    tree.add(PLAYBOOK, repository.engine.render(&format!("{PLAYBOOK}.j2"), &context! {})?);
    for file in ["tasks/main.yml", "defaults/main.yml"] {
        let text = repository.engine.render(&format!("{ROLE}/{file}.j2"), &context! {})?;
        tree.add(format!("{ROLE}/{file}"), text);
    }
    role::add_parts(
        repository,
        "vpn-dns",
        "The names of gated routes, served to the members of the VPN",
        tree,
    )
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
fn records(repository: &Repository<'_>, environments: &[&DeploymentName]) -> Yaml {
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
    environments: &[&'a DeploymentName],
) -> IndexMap<IpAddr, Vec<&'a DeploymentName>> {
    let host = repository.stack.host(hub);
    let mut machines: IndexMap<IpAddr, Vec<&DeploymentName>> = IndexMap::new();
    for environment in environments {
        let planes = [Plane::Public, Plane::Lan, Plane::Mesh];
        let address =
            planes.into_iter().find_map(|plane| host.addresses.on(plane)?.get(environment).copied());
        if let Some(address) = address {
            machines.entry(address).or_default().push(environment);
        }
    }
    machines
}

fn machine(repository: &Repository<'_>, hub: &HostName, address: IpAddr, records: Yaml) -> Yaml {
    let stack = repository.stack;
    let host = stack.host(hub);
    let mut keys = vec![("ansible_host", Yaml::text(address.to_string()))];
    // The port of a machine that is not deployed to is its own affair.
    if host.role == HostRole::Deployed {
        keys.push(("ansible_port", u32::from(stack.access().ssh.port.get()).into()));
    }
    let user = host.user.as_ref().map_or_else(|| "deploy".into(), ToString::to_string);
    keys.push(("ansible_user", Yaml::text(user)));
    keys.push(("vpn_dns_records", records));
    Yaml::map(keys)
}
