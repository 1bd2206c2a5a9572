//! The roles: those of machines, each in a file of `machine/`, those of services, and the parts that every role has.

use super::{
    Repository,
    machine::{MACHINE_ROLES, MachineRole},
    service_role,
};
use crate::{
    OutPath, Tree,
    engine::{RenderError, verbatim},
    jinja,
    scalar::Reader,
    yaml::{BANNER, Yaml, map},
};
use indexmap::IndexMap;
use minijinja::{Value, context};
use std::collections::BTreeSet;

/// A variable of the inventory that a role reads.
struct Variable {
    name: String,
    about: String,
    /// Its type in Ansible's words.
    kind: &'static str,
}

/// Adds every role: its own files first, then the parts that say what it is.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) -> Result<(), RenderError> {
    let mut about: IndexMap<&str, String> = IndexMap::new();
    for role in MACHINE_ROLES {
        if let Some(view) = (role.view)(repository) {
            add_machine_role(repository, role, &view, tree)?;
            about.insert(role.name, role.about.to_owned());
        }
    }
    for (role, services) in service_role::roles(repository) {
        service_role::add(repository, role, &services, tree);
        let titles: Vec<&str> = services.iter().map(|service| service.application.title).collect();
        about.insert(role, format!("The files and data folders of {}", titles.join(", ")));
    }
    for (role, about) in about {
        add_parts(repository, role, &about, tree)?;
    }
    Ok(())
}

/// Renders every template of the role's folder.
fn add_machine_role(
    repository: &Repository<'_>,
    role: &MachineRole,
    view: &Value,
    tree: &mut Tree,
) -> Result<(), RenderError> {
    let folder = format!("ansible/roles/{}/", role.name);
    for template in repository.engine.below(&folder) {
        let text = repository.engine.render(&template, view)?;
        tree.add(template.strip_suffix(".j2").unwrap_or(&template), text);
    }
    Ok(())
}

/// The parts that a role has whatever it does; those that it brings itself are left as they are.
pub(super) fn add_parts(
    repository: &Repository<'_>,
    role: &str,
    about: &str,
    tree: &mut Tree,
) -> Result<(), RenderError> {
    let folder = format!("ansible/roles/{role}");
    let variables = variables_read(repository, &folder, tree);
    let mut add = |name: &str, text: String| {
        let path = format!("{folder}/{name}");
        if !tree.contains(&path) {
            tree.add(path, text);
        }
    };
    add("handlers/main.yml", format!("{BANNER}# Nothing of this role has to be started again.\n---\n[]\n"));
    add(
        "defaults/main.yml",
        format!("{BANNER}# Every variable of this role has its one value in the inventory.\n---\n{{}}\n"),
    );
    add("meta/main.yml", meta(role, about).document(Reader::Plain));
    add("meta/argument_specs.yml", argument_specs(about, &variables).document(Reader::Plain));
    let view = context! {
        role => verbatim(role),
        about => verbatim(about),
        variables => variables.iter().map(|variable| context! {
            name => verbatim(variable.name.as_str()), about => verbatim(variable.about.as_str()),
        }).collect::<Value>(),
    };
    add("README.md", repository.engine.render("ansible/role-README.md.j2", &view)?);
    Ok(())
}

/// The variables of the inventory that the role's tasks and templates name, with what each is.
fn variables_read(repository: &Repository<'_>, folder: &str, tree: &Tree) -> Vec<Variable> {
    let (below, copied) = (format!("{folder}/"), format!("{folder}/files/"));
    let evaluated = |path: &OutPath| path.as_str().starts_with(&below) && !path.as_str().starts_with(&copied);
    let known: BTreeSet<&[u8]> = repository.variables.names().map(|(name, ..)| name.as_bytes()).collect();
    let mut read = BTreeSet::new();
    for (path, file) in tree.files().filter(|(path, _)| evaluated(path)) {
        let mut look = |text| read.extend(words(text).filter(|word| known.contains(word)));
        // Of a template only what stands between braces is evaluated; of a task, any word may be a name.
        match path.as_str().strip_suffix(".j2") {
            Some(_) => jinja::tags(&file.contents).for_each(look),
            None => look(&file.contents),
        }
    }
    let names = repository.variables.names().filter(|(name, ..)| read.contains(name.as_bytes()));
    names
        .map(|(name, about, kind)| Variable { name: name.to_owned(), about: about.to_owned(), kind })
        .collect()
}

/// The words that a name can be.
fn words(text: &str) -> impl Iterator<Item = &[u8]> {
    let words = text.as_bytes().split(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'_'));
    words.filter(|word| !word.is_empty())
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
