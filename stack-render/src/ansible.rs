//! The Ansible repository.

mod backup_hub;
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

use crate::{
    Tree, compose,
    config::{Config, ConfigFile},
    engine::{Engine, RenderError},
    variables::Variables,
};
use indexmap::IndexMap;
use stack_model::{CheckedStack, DeploymentName, HostName, ServiceName, catalogue::Kind};

/// A template of the tree that becomes a file beside a machine's compose file.
#[derive(Debug, Clone)]
pub(crate) struct StackFile {
    /// The template, below the repository.
    pub(crate) template: String,
    /// The file, relative to the compose file.
    pub(crate) destination: String,
    /// Whether it can be executed.
    pub(crate) executable: bool,
    /// The service it belongs to; none if it is the machine's.
    pub(crate) service: Option<ServiceName>,
}

/// The templates that stage 2 fills.
pub(crate) struct Filled {
    /// Those of each machine, in every environment.
    pub(crate) machines: IndexMap<HostName, Vec<StackFile>>,
    /// The document of monitors of each environment that is watched.
    pub(crate) monitors: Vec<(DeploymentName, String)>,
}

/// Everything that the tree is made from.
pub(crate) struct Repository<'a> {
    pub(crate) stack: &'a CheckedStack,
    pub(crate) engine: &'a Engine,
    pub(crate) variables: &'a Variables,
    pub(crate) configs: &'a IndexMap<ServiceName, Config>,
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
fn machine_template(stack: &CheckedStack, host: &HostName, stem: &str, extension: &str) -> String {
    if stack.hosts().count() == 1 {
        format!("{stem}.{extension}")
    } else {
        format!("{stem}.{host}.{extension}")
    }
}

impl Repository<'_> {
    /// Adds the whole repository below `ansible/`, and says which of its templates each machine and each environment gets.
    pub(crate) fn add(&self, tree: &mut Tree) -> Result<Filled, RenderError> {
        let mut stack_files = IndexMap::new();
        for (host, machine) in self.stack.hosts() {
            stack_files.insert(host.clone(), self.add_machine(tree, host, machine)?);
        }
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
        let monitors = monitors::add(self, tree)?;
        documents::add(self, tree)?;
        Ok(Filled { machines: stack_files, monitors })
    }

    fn add_machine(
        &self,
        tree: &mut Tree,
        host: &HostName,
        machine: &stack_model::stack::Host,
    ) -> Result<Vec<StackFile>, RenderError> {
        let mut files = Vec::new();
        let mut add = |name: String, destination: &str, text: String, executable: bool| {
            let template = format!("templates/{name}.j2");
            tree.add(format!("ansible/{template}"), text);
            files.push(StackFile { template, destination: destination.into(), executable, service: None });
        };
        let compose = compose::template(self.stack, host, self.configs).print();
        add(
            machine_template(self.stack, host, "docker-compose", "yml"),
            "docker-compose.yml",
            compose,
            false,
        );
        let example = compose::env_example(self.stack, host);
        add(machine_template(self.stack, host, "env", "example"), ".env.example", example, false);
        let prepare = compose::prepare(self.stack, host, self.engine)?;
        add(machine_template(self.stack, host, "prepare", "sh"), "prepare.sh", prepare, true);
        for (name, text) in compose::backup(self.stack, host, self.engine)? {
            let file = machine_template(self.stack, host, name, "sh");
            let template = format!("roles/backup-config/templates/{file}.j2");
            tree.add(format!("ansible/{template}"), text);
            let destination = format!("{name}.sh");
            files.push(StackFile { template, destination, executable: true, service: None });
        }
        let daemon = inventory::daemon_json(&machine.docker);
        tree.add(
            format!(
                "ansible/roles/docker/templates/{}.j2",
                machine_template(self.stack, host, "daemon", "json")
            ),
            daemon,
        );
        files.push(StackFile {
            template: format!(
                "roles/docker/templates/{}.j2",
                machine_template(self.stack, host, "daemon", "json")
            ),
            destination: "configs/docker/daemon.json".into(),
            executable: false,
            service: None,
        });
        for service in self.stack.services_on(host) {
            for file in &self.configs[&service.name].files {
                files.push(add_config(tree, service.kind, &service.name, file));
            }
        }
        Ok(files)
    }
}

fn add_config(tree: &mut Tree, kind: Kind, service: &ServiceName, file: &ConfigFile) -> StackFile {
    let template = format!("roles/{}/templates/{}.j2", role_of(kind), file.template);
    tree.add(format!("ansible/{template}"), file.text.clone());
    StackFile {
        template,
        destination: file.destination.clone(),
        executable: file.executable,
        service: Some(service.clone()),
    }
}
