//! The scenario of a test on bare machines: the playbook, and a look at what it left behind, derived from the model.

use super::{
    Repository,
    inventory::daemon_settings,
    machine::{MACHINE_ROLES, SETTINGS},
    machine_names::{ANSIBLE_PORT, ANSIBLE_USER, inventory_name},
};
use crate::{
    Tree,
    artefact::Artefact,
    compose::is_read_on,
    engine::{RenderError, verbatim},
    jinja::Template,
    scalar::Reader,
    variables::{PROJECT_NAME, STACK_DIR},
    yaml::{Yaml, map},
};
use minijinja::{Value, context};
use stack_model::{CheckedService, Site};

/// Adds the scenario.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) -> Result<(), RenderError> {
    let machines = repository.stack.sites().map(|site| context! { name => verbatim(inventory_name(&site)) });
    let view = context! { machines => machines.collect::<Value>() };
    let folder = "ansible/molecule/";
    for template in repository.engine.below(folder) {
        let text = repository.engine.render(&template, &view)?;
        tree.add(template.strip_suffix(".j2").unwrap_or(&template), text);
    }
    let looks =
        |role: &str| !repository.engine.below(&format!("ansible/roles/{role}/tasks/verify.yml")).is_empty();
    let used = MACHINE_ROLES.iter().filter(|role| (role.view)(repository).is_some());
    let roles: Vec<&str> = used.map(|role| role.name).filter(|role| looks(role)).collect();
    // A machine that was narrowed is entered elsewhere than the inventory says.
    let connect = map! {
        "name": "Find the way into each machine",
        "ansible.builtin.import_playbook": "../../playbooks/connect.yml",
    };
    let plays = repository.stack.sites().map(|site| play(repository, &site, &roles));
    let verify = Yaml::List(std::iter::once(connect).chain(plays).collect()).document(Reader::Plain);
    tree.add("ansible/molecule/default/verify.yml", verify);
    Ok(())
}

/// What is looked at on one machine. A role that brings `tasks/verify.yml` looks at more.
fn play(repository: &Repository<'_>, site: &Site<'_>, roles: &[&str]) -> Yaml {
    let name = inventory_name(site);
    let running = running(repository, site);
    let mut tasks = vec![map! {
        "name": "Look at the machine and its compose file",
        "ansible.builtin.import_tasks": "tasks/machine.yml",
    }];
    tasks.extend(roles.iter().map(|role| {
        map! {
            "name": format!("Look at what the role {role} left"),
            "ansible.builtin.import_role": map! { "name": *role, "tasks_from": "verify.yml" },
        }
    }));
    map! {
        "name": format!("Verify {name}"),
        "hosts": name,
        "become": true,
        "gather_facts": true,
        "vars": map! { "machine": machine(repository, site, &running) },
        "tasks": Yaml::List(tasks),
    }
}

fn running<'a>(repository: &Repository<'a>, site: &Site<'_>) -> Vec<&'a CheckedService> {
    let stack = repository.stack;
    stack.running(site.deployment).filter(|service| service.host() == site.host).collect()
}

/// What `machine.py` compares with.
fn machine(repository: &Repository<'_>, site: &Site<'_>, running: &[&CheckedService]) -> Yaml {
    let stack = repository.stack;
    let secrets = stack.resolved().secrets.iter().filter(|(_, secret)| is_read_on(stack, secret, site.host));
    let limits = stack
        .services_on(site.host)
        .map(|service| (service.name.to_string(), Yaml::text(service.memory(site.environment).to_string())));
    let settings = SETTINGS.iter().map(|(name, value, _)| (*name, *value));
    map! {
        "folder": &STACK_DIR,
        "user": &ANSIBLE_USER,
        "project": &PROJECT_NAME,
        "paths": Yaml::List(paths(repository, site, running)),
        "secrets": Yaml::list(secrets.map(|(name, _)| name.variable().to_string())),
        "ports": ports(repository, running),
        "limits": Yaml::map(limits),
        "units": Yaml::list(["docker.service", "ssh.service"]),
        "settings": Yaml::map(settings),
        "engine": daemon_settings(&site.machine.docker),
    }
}

fn path(path: impl Into<String>, kind: &str, owner: impl Into<Yaml>, mode: &str) -> Yaml {
    map! { "path": path.into(), "kind": kind, "owner": owner.into(), "mode": mode }
}

/// Every file and folder of the stack that a release keeps, with its owner. Numeric ones are those of containers.
fn paths(repository: &Repository<'_>, site: &Site<'_>, running: &[&CheckedService]) -> Vec<Yaml> {
    let kept = |file: &&Artefact| file.kept && file.is_on(site.host);
    let file = |file: &Artefact| Some(path(file.in_stack()?, "file", file.owner.name(), file.mode.digits()));
    let mut of_machine: Vec<&Artefact> = repository.deployment.of_no_service().filter(kept).collect();
    of_machine.sort_by_key(|file| file.in_stack());
    let mut paths = vec![path("", "directory", &ANSIBLE_USER, "0750")];
    paths.extend(of_machine.into_iter().filter_map(file));
    for service in running {
        let folders = repository.deployment.folders_of(&service.name);
        paths.extend(folders.into_iter().map(|folder| {
            path(folder.path.as_str(), "directory", folder.owner.name(), folder.mode.digits())
        }));
        paths.extend(
            repository.deployment.of_service(&service.name).into_iter().filter(kept).filter_map(file),
        );
    }
    paths
}

/// The port by which Ansible reaches the machine.
fn ssh_port() -> Yaml {
    Yaml::Template(Template::from(&ANSIBLE_PORT).and("/tcp"))
}

/// The ports that may be open to others than the machine itself: those of containers, ssh, the VPN, and DHCP's. Those of
/// containers must be, once they are started.
fn ports(repository: &Repository<'_>, running: &[&CheckedService]) -> Yaml {
    let access = repository.stack.access();
    let published = running.iter().flat_map(|service| &service.ports).filter(|port| !port.is_loopback());
    let published: Vec<Yaml> =
        published.map(|port| Yaml::text(format!("{}/{}", port.published().get(), port.protocol()))).collect();
    let allowed = published.iter().cloned().chain([
        Yaml::text(format!("{}/tcp", access.ssh.port.get())),
        ssh_port(),
        Yaml::text("68/udp"),
        Yaml::text("546/udp"),
    ]);
    // Tailscale's own port (tailscale 1.90, `cmd/tailscaled/tailscaled.defaults`, PORT).
    let vpn = access.vpn.iter().map(|_| Yaml::text("41641/udp"));
    map! {
        "allowed": Yaml::List(allowed.chain(vpn).collect()),
        "required": Yaml::List(vec![ssh_port()]),
        "published": Yaml::List(published),
    }
}
