//! The Ansible repository.

mod backup_hub;
mod backup_hub_files;
mod dns;
mod documents;
mod fetch;
mod hub;
mod hub_connection;
mod inventory;
mod machine;
mod machine_names;
mod molecule;
mod monitors;
mod playbook;
mod published;
mod role;
mod role_file;
mod scripts;
mod seed;
mod service_role;
mod smoke;
mod upgrade;
mod vault;
mod vpn_dns;
mod wizard;
mod workflows;
mod zerobyte;

pub(crate) use inventory::daemon_json;

use crate::{
    Deployment, Tree,
    artefact::Artefact,
    engine::{Engine, RenderError},
    variables::Variables,
};
use stack_model::{CheckedStack, HostName, catalogue::Kind};

/// Everything that the tree is made from.
pub(crate) struct Repository<'a> {
    pub(crate) stack: &'a CheckedStack,
    pub(crate) engine: &'a Engine,
    pub(crate) variables: &'a Variables,
    /// What is deployed to the folder of the stack.
    pub(crate) deployment: &'a Deployment,
}

/// Adds the variables that playbooks and the roles of machines read.
pub(crate) fn add_variables(stack: &CheckedStack, variables: &mut Variables) {
    machine::headscale_node::add_variables(stack, variables);
    monitors::add_variables(stack, variables);
    zerobyte::add_variables(stack, variables);
    dns::add_variables(stack, variables);
}

/// The role that configures a kind of service, under the specification's names.
pub(crate) fn role_of(kind: Kind) -> &'static str {
    kind.application().group
}

/// The name of a machine's own template: with one machine, the specification's path; with more, the machine's name in it.
pub(crate) fn machine_template(stack: &CheckedStack, host: &HostName, stem: &str, extension: &str) -> String {
    if stack.hosts().count() == 1 {
        format!("{stem}.{extension}")
    } else {
        format!("{stem}.{host}.{extension}")
    }
}

impl Repository<'_> {
    /// What roles deploy beyond the folder of the stack, and what they run.
    pub(crate) fn artefacts(&self) -> Result<Vec<Artefact>, RenderError> {
        let mut artefacts = role::artefacts(self)?;
        artefacts.extend(backup_hub::artefacts(self)?);
        artefacts.extend(monitors::artefacts(self)?);
        artefacts.extend(zerobyte::artefacts(self)?);
        artefacts.extend(vpn_dns::artefacts(self)?);
        Ok(artefacts)
    }

    /// Adds what is not deployed itself: playbooks, tasks, the inventory, pages, scripts. The templates of what is deployed are there
    /// already.
    pub(crate) fn add(&self, tree: &mut Tree) -> Result<(), RenderError> {
        inventory::add(self, tree);
        playbook::add(self, tree)?;
        role::add(self, tree)?;
        scripts::add(self, tree)?;
        seed::add(self, tree)?;
        upgrade::add(self, tree)?;
        fetch::add(self, tree)?;
        vpn_dns::add(self, tree)?;
        backup_hub::add(self, tree)?;
        hub::add(self, tree);
        molecule::add(self, tree)?;
        smoke::add(self, tree)?;
        dns::add(self, tree)?;
        workflows::add(self, tree)?;
        zerobyte::add(self, tree)?;
        monitors::add(self, tree)?;
        documents::add(self, tree)
    }
}
