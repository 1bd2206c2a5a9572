//! The roles of services: for each kind its data folders and its configuration files.

use super::{Repository, machine_names::host_group, role_of};
use crate::{
    Tree,
    compose::data_folder,
    config::{ConfigFile, Effect},
    scalar::{Reader, Scalar},
    variables::{STACK_DIR, condition},
    yaml::{Yaml, map},
};
use indexmap::IndexMap;
use stack_model::CheckedService;

/// The services of each role, in the order in which they start.
pub(super) fn roles<'a>(repository: &Repository<'a>) -> IndexMap<&'static str, Vec<&'a CheckedService>> {
    let mut roles: IndexMap<&str, Vec<&CheckedService>> = IndexMap::new();
    for service in repository.stack.in_start_order() {
        roles.entry(role_of(service.kind)).or_default().push(service);
    }
    roles
}

/// Adds the tasks and handlers of a role.
pub(super) fn add(repository: &Repository<'_>, role: &str, services: &[&CheckedService], tree: &mut Tree) {
    let here = services.first().map(|service| service.host());
    let scattered = services.iter().any(|service| Some(service.host()) != here);
    let tasks = services
        .iter()
        .flat_map(|service| tasks(service, &repository.configs[&service.name].files, scattered));
    tree.add(
        format!("ansible/roles/{role}/tasks/main.yml"),
        Yaml::List(tasks.collect()).document(Reader::Plain),
    );
    let handlers =
        services.iter().flat_map(|service| handlers(service, &repository.configs[&service.name].files));
    let handlers: Vec<Yaml> = handlers.collect();
    if !handlers.is_empty() {
        let path = format!("ansible/roles/{role}/handlers/main.yml");
        tree.add(path, Yaml::List(handlers).document(Reader::Plain));
    }
}

/// A path below the folder of the stack on the machine.
fn in_stack(path: &str) -> Yaml {
    Yaml::from(Scalar::from(&STACK_DIR).and(format!("/{path}")))
}

/// The conditions of a task: that the service runs in this environment, and on this machine if the role's services are
/// scattered over several. Otherwise each machine would have the files of both, and the last to be written would win.
fn conditions(service: &CheckedService, scattered: bool) -> Vec<String> {
    let machine = scattered.then(|| service.host());
    let machine = machine.map(|host| format!("'{}' in group_names", host_group(host.as_str())));
    condition(service).map(String::from).into_iter().chain(machine).collect()
}

fn tasks(service: &CheckedService, files: &[ConfigFile], scattered: bool) -> Vec<Yaml> {
    let title = format!("{} ({})", service.application.title, service.name);
    let conditions = conditions(service, scattered);
    let mut tasks = Vec::new();
    let mut add = |name: String, module: &str, arguments: Yaml, notify: Option<String>| {
        let mut task = vec![("name".to_owned(), Yaml::text(name)), (module.to_owned(), arguments)];
        match conditions.as_slice() {
            [] => {}
            [only] => task.push(("when".into(), Yaml::text(only))),
            all => task.push(("when".into(), Yaml::list(all.iter().map(String::as_str)))),
        }
        task.extend(notify.map(|handler| ("notify".to_owned(), Yaml::text(handler))));
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
        add(format!("Make the {what} folder of {title}"), "ansible.builtin.file", arguments, None);
    }
    let mut folders: Vec<&str> =
        files.iter().filter_map(|file| Some(file.destination.rsplit_once('/')?.0)).collect();
    folders.sort_unstable();
    folders.dedup();
    for folder in folders {
        let arguments = map! { "path": in_stack(folder), "state": "directory", "mode": "0755" };
        add(format!("Make the folder {folder} of {title}"), "ansible.builtin.file", arguments, None);
    }
    for file in files {
        let arguments = map! {
            "src": format!("{}.j2", file.template),
            "dest": in_stack(&file.destination),
            "mode": if file.executable { "0755" } else { "0644" },
        };
        let name = format!("Write {} of {title}", file.destination);
        add(name, "ansible.builtin.template", arguments, handler_name(service, file.effect));
    }
    tasks
}

fn handler_name(service: &CheckedService, effect: Effect) -> Option<String> {
    Some(format!("{} {}", effect.verb()?, service.name))
}

/// The handlers that files of a service call for, each once.
fn handlers(service: &CheckedService, files: &[ConfigFile]) -> Vec<Yaml> {
    let mut effects: Vec<Effect> = files.iter().map(|file| file.effect).collect();
    effects.dedup();
    let mut handlers: IndexMap<String, Yaml> = IndexMap::new();
    for effect in effects {
        if let Some(name) = handler_name(service, effect) {
            handlers.insert(name.clone(), handler(service, effect, name));
        }
    }
    handlers.into_values().collect()
}

/// What a handler does: by name in its own compose project, and only to a container that ran before the deployment. One
/// that was started by it has read the new files already.
fn handler(service: &CheckedService, effect: Effect, name: String) -> Yaml {
    let project = ("project_src", Yaml::from(&STACK_DIR));
    let (module, arguments) = if let Effect::Reload(reload) = effect {
        let mut arguments = vec![project, ("service", service.name.as_str().into())];
        arguments.extend(reload.user.map(|user| ("user", user.into())));
        arguments.push(("argv", Yaml::list(reload.argv.iter().copied())));
        ("community.docker.docker_compose_v2_exec", Yaml::map(arguments))
    } else {
        let mut arguments = vec![project, ("services", Yaml::list([service.name.as_str()]))];
        match effect {
            Effect::Recreate => {
                arguments.extend([("state", "present".into()), ("recreate", "always".into())]);
                arguments.push(("wait", true.into()));
            }
            _ => arguments.push(("state", "restarted".into())),
        }
        arguments.push(("dependencies", false.into()));
        ("community.docker.docker_compose_v2", Yaml::map(arguments))
    };
    let condition = format!("'{}' in stack_running_before", service.name);
    Yaml::map([("name", Yaml::text(name)), (module, arguments), ("when", Yaml::text(condition))])
}
