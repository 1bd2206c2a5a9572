//! What `wizard.sh` asks: what Ansible needs of a machine, and neither `stack.yml` nor the vault holds.

use super::Repository;
use crate::jinja::Expression;
use minijinja::{Value, context};
use stack_model::{DeploymentName, HostName, Site, stack::Host};
use std::net::IpAddr;

/// The key of ssh. None means the agent's.
const KEY_FILE: &str = "ansible_ssh_private_key_file";

/// The variable that holds the address of a machine of which the stack names none.
pub(super) fn address_variable(host: &HostName) -> Expression {
    Expression::given_for(host, "wizard_address")
}

/// The address by which Ansible reaches a machine: the public one if there is one, because the VPN is what it sets up.
pub(super) fn address(host: &Host, environment: &DeploymentName) -> Option<IpAddr> {
    use stack_model::stack::Plane;
    [Plane::Public, Plane::Lan, Plane::Mesh]
        .into_iter()
        .find_map(|plane| host.addresses.on(plane)?.get(environment))
        .copied()
}

/// The environments with their questions.
pub(super) fn view(repository: &Repository<'_>) -> Value {
    let stack = repository.stack;
    let environments = stack.resolved().deployments().map(|(environment, _)| {
        let sites = stack.sites().filter(|site| site.environment == environment);
        // Whoever makes a machine for one run hands its address over.
        let asked = sites.filter(|site| !stack.is_trial(site.environment));
        let unknown = asked.filter(|site| address(site.machine, environment).is_none());
        let key_file = question(
            KEY_FILE,
            "optional",
            "^[/~][A-Za-z0-9._/@+-]+$",
            "file of the ssh key; empty for the agent's",
        );
        context! {
            group => environment.identifier(),
            variables => unknown.map(|site| address_question(&site)).chain([key_file]).collect::<Value>(),
        }
    });
    environments.collect()
}

fn address_question(site: &Site<'_>) -> Value {
    let about = format!("address by which ssh reaches the machine {} of {}", site.host, site.environment);
    question(
        address_variable(site.host).as_str(),
        "required",
        "^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$",
        &about,
    )
}

fn question(name: &str, need: &str, pattern: &str, about: &str) -> Value {
    context! { name, need, pattern, about }
}
