//! The roles of services: for each kind its data folders and its configuration files.

use super::{Repository, role_of};
use crate::{
    Tree,
    compose::data_folder,
    config::ConfigFile,
    scalar::{Reader, Scalar},
    variables::enabled,
    yaml::{Yaml, map},
};
use indexmap::IndexMap;
use stack_model::resolve::ResolvedService;

/// The services of each role, in the order in which they start.
pub(super) fn roles<'a>(repository: &Repository<'a>) -> IndexMap<&'static str, Vec<&'a ResolvedService>> {
    let mut roles: IndexMap<&str, Vec<&ResolvedService>> = IndexMap::new();
    for service in repository.stack.resolved().in_start_order() {
        roles.entry(role_of(service.kind)).or_default().push(service);
    }
    roles
}

/// Adds the tasks and handlers of a role.
pub(super) fn add(repository: &Repository<'_>, role: &str, services: &[&ResolvedService], tree: &mut Tree) {
    let tasks = services.iter().flat_map(|service| tasks(service, &repository.configs[&service.name].files));
    tree.add(
        format!("ansible/roles/{role}/tasks/main.yml"),
        Yaml::List(tasks.collect()).document(Reader::Plain),
    );
    let configured = services.iter().filter(|service| !repository.configs[&service.name].files.is_empty());
    let handlers: Vec<Yaml> = configured.map(|service| handler(service)).collect();
    if !handlers.is_empty() {
        let path = format!("ansible/roles/{role}/handlers/main.yml");
        tree.add(path, Yaml::List(handlers).document(Reader::Plain));
    }
}

/// A path below the folder of the stack on the machine.
fn in_stack(path: &str) -> Yaml {
    Yaml::from(Scalar::variable("stack_dir").and(format!("/{path}")))
}

fn tasks(service: &ResolvedService, files: &[ConfigFile]) -> Vec<Yaml> {
    let title = format!("{} ({})", service.application.title, service.name);
    let mut tasks = Vec::new();
    let mut add = |name: String, module: &str, arguments: Yaml, notify: bool| {
        let mut task = vec![("name".to_owned(), Yaml::text(name)), (module.to_owned(), arguments)];
        if let Some(variable) = enabled(service) {
            task.push(("when".into(), Yaml::text(variable)));
        }
        if notify {
            task.push(("notify".into(), Yaml::text(handler_name(service))));
        }
        tasks.push(Yaml::map(task));
    };
    for volume in &service.volumes {
        let arguments = map! {
            "path": in_stack(&data_folder(service, volume)),
            "state": "directory",
            "owner": volume.uid.to_string(),
            "group": volume.uid.to_string(),
            "mode": "0700",
        };
        let what = if volume.name.is_empty() { "data".to_owned() } else { volume.name.clone() };
        add(format!("Make the {what} folder of {title}"), "ansible.builtin.file", arguments, false);
    }
    let mut folders: Vec<&str> =
        files.iter().filter_map(|file| Some(file.destination.rsplit_once('/')?.0)).collect();
    folders.sort_unstable();
    folders.dedup();
    for folder in folders {
        let arguments = map! { "path": in_stack(folder), "state": "directory", "mode": "0755" };
        add(format!("Make the folder {folder} of {title}"), "ansible.builtin.file", arguments, false);
    }
    for file in files {
        let arguments = map! {
            "src": format!("{}.j2", file.template),
            "dest": in_stack(&file.destination),
            "mode": if file.executable { "0755" } else { "0644" },
        };
        add(format!("Write {} of {title}", file.destination), "ansible.builtin.template", arguments, true);
    }
    tasks
}

fn handler_name(service: &ResolvedService) -> String {
    format!("Recreate {}", service.name)
}

/// A file that is mounted by itself keeps its old content in a running container, so the container is made anew.
fn handler(service: &ResolvedService) -> Yaml {
    let arguments = map! {
        "project_src": Yaml::variable("stack_dir"),
        "services": Yaml::list([service.name.as_str()]),
        "state": "present",
        "recreate": "always",
        "dependencies": false,
    };
    map! { "name": handler_name(service), "community.docker.docker_compose_v2": arguments }
}
