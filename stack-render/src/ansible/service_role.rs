//! The roles of services: for each kind its data folders and its configuration files.

use super::{Repository, machine_names::host_group, role::Role, role_of};
use crate::{
    Tree,
    artefact::{Artefact, Task},
    config::Effect,
    scalar::{Reader, Scalar},
    variables::{STACK_DIR, condition, enabled},
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

/// Adds the tasks and handlers of a role, and says what it is.
pub(super) fn add<'a>(
    repository: &Repository<'_>,
    role: &'a str,
    services: &[&CheckedService],
    tree: &mut Tree,
) -> Role<'a> {
    let here = services.first().map(|service| service.host());
    let scattered = services.iter().any(|service| Some(service.host()) != here);
    let files = |service: &CheckedService| -> Vec<&Artefact> {
        let files = repository.deployment.of_service(&service.name).into_iter();
        files.filter(|file| matches!(file.task, Task::Role(own) if own == role)).collect()
    };
    let tasks =
        services.iter().flat_map(|service| tasks(repository, role, service, &files(service), scattered));
    tree.add(
        format!("ansible/roles/{role}/tasks/main.yml"),
        Yaml::List(tasks.collect()).document(Reader::Plain),
    );
    let handlers = services.iter().flat_map(|service| handlers(service, &files(service)));
    let handlers: Vec<Yaml> = handlers.collect();
    let has_handlers = !handlers.is_empty();
    if has_handlers {
        let path = format!("ansible/roles/{role}/handlers/main.yml");
        tree.add(path, Yaml::List(handlers).document(Reader::Plain));
    }
    let titles: Vec<&str> = services.iter().map(|service| service.application.title).collect();
    let about = format!("The files and data folders of {}", titles.join(", "));
    // Every task names the folder of the stack, and the variable that its service's profile is on, if it has one.
    let written = |service: &&&CheckedService| {
        let folders = repository.deployment.folders_of(&service.name);
        !folders.is_empty() || !files(service).is_empty()
    };
    let written: Vec<&&CheckedService> = services.iter().filter(written).collect();
    let folder = (!written.is_empty()).then(|| STACK_DIR.untyped());
    let conditions = written.iter().filter_map(|service| Some(enabled(service)?.untyped()));
    let reads = folder.into_iter().chain(conditions).collect();
    Role { name: role, about, reads, has_handlers }
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

fn tasks(
    repository: &Repository<'_>,
    role: &str,
    service: &CheckedService,
    files: &[&Artefact],
    scattered: bool,
) -> Vec<Yaml> {
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
    for folder in repository.deployment.folders_of(&service.name) {
        let owner = folder.owner.name();
        let arguments = map! {
            "path": in_stack(&folder.path),
            "state": "directory",
            "owner": owner.as_str(),
            "group": owner.as_str(),
            "mode": folder.mode.digits(),
        };
        add(format!("Make the {} folder of {title}", folder.about), "ansible.builtin.file", arguments, None);
    }
    for folder in parents(files) {
        let arguments = map! { "path": in_stack(folder), "state": "directory", "mode": "0755" };
        add(format!("Make the folder {folder} of {title}"), "ansible.builtin.file", arguments, None);
    }
    let templates = format!("roles/{role}/templates/");
    for file in files {
        let (Some(path), Some(source)) = (file.in_stack(), file.source()) else { continue };
        let arguments = map! {
            "src": source.trim_start_matches(&templates),
            "dest": in_stack(path),
            "mode": file.mode.digits(),
        };
        let name = format!("Write {path} of {title}");
        add(name, "ansible.builtin.template", arguments, handler_name(service, file.effect));
    }
    tasks
}

/// The folders that files stand in, below the one of the stack.
pub(super) fn parents<'a>(files: &[&'a Artefact]) -> Vec<&'a str> {
    let mut folders: Vec<&str> =
        files.iter().filter_map(|file| Some(file.in_stack()?.rsplit_once('/')?.0)).collect();
    folders.sort_unstable();
    folders.dedup();
    folders
}

fn handler_name(service: &CheckedService, effect: Effect) -> Option<String> {
    Some(format!("{} {}", effect.verb()?, service.name))
}

/// The handlers that files of a service call for, each once.
fn handlers(service: &CheckedService, files: &[&Artefact]) -> Vec<Yaml> {
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
