//! What `wizard.sh` asks: what Ansible needs of a machine, and neither `stack.yml` nor the vault holds.

use crate::{engine::Template, jinja::Expression};
use serde::Serialize;
use stack_model::{CheckedStack, EnvironmentName, HostName, Site, stack::Host};
use std::net::IpAddr;

/// The key of ssh. None means the agent's.
const KEY_FILE: &str = "ansible_ssh_private_key_file";

/// The variable that holds the address of a machine of which the stack names none.
pub(super) fn address_variable(host: &HostName) -> Expression {
    Expression::given_for(host, "wizard_address")
}

/// The address by which Ansible reaches a machine: the public one if there is one, because the VPN is what it sets up.
pub(super) fn address(host: &Host, environment: &EnvironmentName) -> Option<IpAddr> {
    use stack_model::stack::Plane;
    [Plane::Public, Plane::Lan, Plane::Mesh]
        .into_iter()
        .find_map(|plane| host.addresses.on(plane)?.get(environment))
        .copied()
}

/// `wizard.sh`.
#[derive(Serialize)]
pub(super) struct Wizard {
    environments: Vec<Environment>,
}

impl Template for Wizard {
    const PATH: &'static str = "ansible/scripts/wizard.sh.j2";
}

#[derive(Serialize)]
struct Environment {
    group: String,
    variables: Vec<Question>,
}

/// A question: the variable that the answer becomes.
#[derive(Serialize)]
struct Question {
    name: String,
    /// `required` or `optional`.
    need: &'static str,
    /// What an answer matches.
    pattern: &'static str,
    about: String,
}

/// The environments with their questions.
pub(super) fn script(stack: &CheckedStack) -> Wizard {
    let environments = stack.resolved().deployments().map(|(environment, _)| {
        let sites = stack.sites().filter(|site| site.environment == environment);
        // Who makes a machine for one run hands its address over.
        let asked = sites.filter(|site| !stack.is_trial(site.environment));
        let unknown = asked.filter(|site| address(site.machine, environment).is_none());
        let key_file = Question {
            name: KEY_FILE.to_owned(),
            need: "optional",
            pattern: "^[/~][A-Za-z0-9._/@+-]+$",
            about: "file of the ssh key; empty for the agent's".to_owned(),
        };
        Environment {
            group: environment.identifier(),
            variables: unknown.map(|site| address_question(&site)).chain([key_file]).collect(),
        }
    });
    Wizard { environments: environments.collect() }
}

fn address_question(site: &Site<'_>) -> Question {
    Question {
        name: address_variable(site.host).into(),
        need: "required",
        pattern: "^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$",
        about: format!("address by which ssh reaches the machine {} of {}", site.host, site.environment),
    }
}
