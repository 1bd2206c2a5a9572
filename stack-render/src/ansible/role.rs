//! The roles: those of machines, each in a file of `machine/`, those of services, and the parts that every role has.

use super::{
    Repository,
    machine::{MACHINE_ROLES, MachineRole},
    service_role,
};
use crate::{
    Tree,
    artefact::{Artefact, Content, Machines},
    engine::{RenderError, verbatim},
    evaluate::Evaluator,
    scalar::Reader,
    variables::{Datum, Var},
    yaml::{BANNER, Yaml, map},
};
use minijinja::{Value, context};
use std::collections::BTreeSet;

/// A role, and what is known of it without a look at its files.
pub(super) struct Role<'a> {
    /// The name of its folder.
    pub(super) name: &'a str,
    /// What it does, in one sentence without a full stop.
    pub(super) about: String,
    /// The variables of `group_vars` that its tasks and handlers name. Its templates say theirs themselves.
    pub(super) reads: Vec<Var<Datum>>,
    /// Whether its handlers are made of the model. Those that are written by hand are found among our templates.
    pub(super) has_handlers: bool,
}

/// A variable of the inventory that a role reads.
struct Variable {
    name: String,
    about: String,
    /// Its type in Ansible's words.
    kind: &'static str,
}

/// Adds every role: its own files first, then the parts that say what it is.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) -> Result<(), RenderError> {
    let mut roles: Vec<Role<'_>> = Vec::new();
    for role in MACHINE_ROLES {
        if let Some(view) = (role.view)(repository) {
            add_machine_role(repository, role, &view, tree)?;
            roles.push(Role {
                name: role.name,
                about: role.about.to_owned(),
                reads: (role.reads)(),
                has_handlers: false,
            });
        }
    }
    for (role, services) in service_role::roles(repository) {
        roles.push(service_role::add(repository, role, &services, tree));
    }
    roles.iter().try_for_each(|role| add_parts(repository, role, tree))
}

/// What the roles of machines write and run.
pub(super) fn artefacts(repository: &Repository<'_>) -> Result<Vec<Artefact>, RenderError> {
    let mut artefacts = Vec::new();
    for role in MACHINE_ROLES {
        if let Some(view) = (role.view)(repository) {
            for file in role.files {
                artefacts.push(file.artefact(repository, role.name, Machines::Every, &view)?);
            }
        }
    }
    Ok(artefacts)
}

/// Renders every template of the role's folder, but for what is deployed or run: only what is in the list of that is added.
fn add_machine_role(
    repository: &Repository<'_>,
    role: &MachineRole,
    view: &Value,
    tree: &mut Tree,
) -> Result<(), RenderError> {
    let folder = format!("ansible/roles/{}/", role.name);
    let deployed = ["templates/", "files/"].map(|part| format!("{folder}{part}"));
    let own = repository.engine.below(&folder).into_iter();
    for template in own.filter(|path| !deployed.iter().any(|part| path.starts_with(part))) {
        let text = repository.engine.render(&template, view)?;
        tree.add(template.strip_suffix(".j2").unwrap_or(&template), text);
    }
    Ok(())
}

/// The parts that a role has whatever it does; those that it brings itself are left as they are.
pub(super) fn add_parts(
    repository: &Repository<'_>,
    role: &Role<'_>,
    tree: &mut Tree,
) -> Result<(), RenderError> {
    let folder = format!("ansible/roles/{}", role.name);
    let variables = variables_read(repository, role, tree)?;
    let about = role.about.as_str();
    let mut add = |name: &str, text: String| {
        let path = format!("{folder}/{name}");
        if repository.engine.below(&format!("{path}.j2")).is_empty() {
            tree.add(path, text);
        }
    };
    if !role.has_handlers {
        add(
            "handlers/main.yml",
            format!("{BANNER}# Nothing of this role has to be started again.\n---\n[]\n"),
        );
    }
    add(
        "defaults/main.yml",
        format!("{BANNER}# Every variable of this role has its one value in the inventory.\n---\n{{}}\n"),
    );
    add("meta/main.yml", meta(role.name, about).document(Reader::Plain));
    add("meta/argument_specs.yml", argument_specs(about, &variables).document(Reader::Plain));
    let view = context! {
        role => verbatim(role.name),
        about => verbatim(about),
        variables => variables.iter().map(|variable| context! {
            name => verbatim(variable.name.as_str()), about => verbatim(variable.about.as_str()),
        }).collect::<Value>(),
    };
    add("README.md", repository.engine.render("ansible/role-README.md.j2", &view)?);
    Ok(())
}

/// The variables of `group_vars` that the role's tasks and templates read, with what each is.
fn variables_read(
    repository: &Repository<'_>,
    role: &Role<'_>,
    tree: &Tree,
) -> Result<Vec<Variable>, RenderError> {
    let mut read: BTreeSet<String> = role.reads.iter().map(|variable| variable.name().to_owned()).collect();
    let templates = format!("roles/{}/templates/", role.name);
    let evaluator = Evaluator::new();
    for artefact in tree.deployment().artefacts() {
        if let Content::Template(stored) = &artefact.content
            && stored.path.starts_with(&templates)
        {
            read.extend(evaluator.variables(&stored.path, &stored.text)?);
        }
    }
    let names = repository.variables.names().filter(|(name, ..)| read.contains(*name));
    Ok(names
        .map(|(name, about, kind)| Variable { name: name.to_owned(), about: about.to_owned(), kind })
        .collect())
}

/// What Ansible checks when the role begins.
fn argument_specs(about: &str, variables: &[Variable]) -> Yaml {
    let options = variables.iter().map(|variable| {
        let about = variable.about.as_str();
        (variable.name.as_str(), map! { "type": variable.kind, "required": true, "description": about })
    });
    let main = map! { "short_description": about, "options": Yaml::map(options) };
    map! { "argument_specs": map! { "main": main } }
}

/// The description of a role.
fn meta(role: &str, about: &str) -> Yaml {
    let info = map! {
        "role_name": role.replace('-', "_"),
        "author": "Stackwright",
        "description": about,
        "license": "MIT",
        "min_ansible_version": "2.19",
    };
    // Roles depend on no role: the playbooks run each of them once, in one order (field report DEP-09).
    map! { "galaxy_info": info, "dependencies": Yaml::List(Vec::new()) }
}
