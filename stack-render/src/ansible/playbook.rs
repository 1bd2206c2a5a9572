//! The playbooks: configuration, then the databases with their roles, then everything else; every image is there before
//! anything is stopped.

use super::{
    Repository,
    machine::{MACHINE_ROLES, Phase},
    machine_names::host_group,
    machine_template, role_of,
    service_role::parents,
};
use crate::{
    Tree,
    artefact::{Artefact, Task},
    compose::is_dumped,
    engine::{RenderError, verbatim},
    jinja::Expression,
    variables::condition,
};
use minijinja::{Value, context};
use stack_model::{HostName, SecretName, catalogue::Interface, resolve::ResolvedSecret};

/// Adds the playbooks, `ansible.cfg`, `requirements.yml` and the linters' settings.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) -> Result<(), RenderError> {
    let stack = repository.stack;
    let hosts: Value = stack.hosts().map(|(name, _)| host_view(repository, name)).collect();
    let environments = stack.resolved().deployments().map(|(name, _)| verbatim(name.identifier()));
    let monitored = stack.uptime_kuma().is_some();
    let of_phase = |phase: Phase| {
        let roles = MACHINE_ROLES.iter().filter(|role| role.phase == phase);
        let roles = roles.filter(|role| (role.view)(repository).is_some());
        roles.map(|role| verbatim(role.name)).collect::<Value>()
    };
    let view = context! {
        hosts, monitored, project => verbatim(stack.project().name.as_str()), environments => environments.collect::<Value>(),
        vpn_dns => super::vpn_dns::is_served(stack),
        backup_hub => !super::backup_hub::machines(repository).is_empty(),
        upgrades => super::upgrade::is_asked(stack),
        fetches => stack.resolved().deployments().any(|(name, _)| !stack.resolved().pulls(name).is_empty()),
        configure => of_phase(Phase::Configure),
        verify => of_phase(Phase::Verify),
        restrict => of_phase(Phase::Restrict),
    };
    for path in [
        "playbooks/connect.yml",
        "playbooks/site.yml",
        "playbooks/deploy.yml",
        "playbooks/rollback.yml",
        "playbooks/tasks/verify.yml",
        "ansible.cfg",
        "requirements.yml",
        "README.md",
    ] {
        let text = repository.engine.render(&format!("ansible/{path}.j2"), &view)?;
        tree.add(format!("ansible/{path}"), text);
    }
    if is_dumped(stack) {
        for path in ["ansible/playbooks/backup-restore.yml", "ansible/playbooks/tasks/restore.yml"] {
            tree.add(path, repository.engine.render(&format!("{path}.j2"), &view)?);
        }
    }
    for (host, _) in stack.hosts() {
        let view = context! { host => host_view(repository, host) };
        let text = repository.engine.render("ansible/playbooks/tasks/start.yml.j2", &view)?;
        tree.add(format!("ansible/playbooks/tasks/start.{host}.yml"), text);
    }
    for (template, path) in [("yamllint.yml", ".yamllint.yml"), ("ansible-lint.yml", ".ansible-lint")] {
        let text = repository.engine.render(&format!("ansible/{template}.j2"), &view)?;
        tree.add(format!("ansible/{path}"), text);
    }
    Ok(())
}

/// What the play of a machine writes by tasks that are made from the list.
fn written<'a>(repository: &'a Repository<'_>, host: &'a HostName) -> Vec<&'a Artefact> {
    let files = repository.deployment.on(host);
    files.filter(|file| matches!(file.task, Task::Play(_))).collect()
}

fn write_view(file: &Artefact) -> Option<Value> {
    let Task::Play(what) = file.task else { return None };
    Some(context! {
        what => verbatim(what),
        source => verbatim(file.source()?),
        path => verbatim(file.in_stack()?),
        mode => verbatim(file.mode.digits()),
    })
}

fn host_view(repository: &Repository<'_>, host: &HostName) -> Value {
    let stack = repository.stack;
    let written = written(repository, host);
    let mut roles: Vec<&str> = Vec::new();
    let here = stack.in_start_order().filter(|service| service.host() == host);
    for service in here {
        let role = role_of(service.kind);
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    let databases = stack.services_on(host).filter(|service| service.kind.speaks(Interface::Postgresql));
    let proxies =
        stack.services_on(host).filter(|service| stack.virtual_keys_of(&service.name).next().is_some());
    let file = |stem: &str, extension: &str| verbatim(machine_template(stack, host, stem, extension));
    let secrets =
        stack.resolved().secrets.iter().filter(|(_, secret)| crate::compose::is_read_on(stack, secret, host));
    context! {
        name => verbatim(host.as_str()),
        group => verbatim(host_group(host.as_str())),
        roles => roles.into_iter().map(verbatim).collect::<Value>(),
        compose => file("docker-compose", "yml"),
        folders => parents(&written).into_iter().map(verbatim).collect::<Value>(),
        files => written.iter().filter_map(|file| write_view(file)).collect::<Value>(),
        seeded => super::seed::is_filled(stack, host),
        databases => databases.map(|service| context! {
            name => verbatim(service.name.as_str()),
            condition => verbatim(condition(service).map(String::from).unwrap_or_default()),
        }).collect::<Value>(),
        proxies => proxies.map(|service| context! {
            name => verbatim(service.name.as_str()),
            variable => verbatim(format!("deploy_{}_keys", service.name.identifier())),
            condition => verbatim(condition(service).map(String::from).unwrap_or_default()),
        }).collect::<Value>(),
        secrets => secrets.map(|(name, secret)| secret_view(name, secret)).collect::<Value>(),
    }
}

/// A secret: the variable of the environment, the variable of the vault, and what its value matches.
pub(super) fn secret_view(name: &SecretName, secret: &ResolvedSecret) -> Value {
    context! {
        variable => verbatim(name.variable().as_str()),
        vault => verbatim(Expression::vault(name).as_str()),
        pattern => secret.pattern(),
    }
}
