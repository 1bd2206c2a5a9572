//! What a changed file sets off: each file of the reference stack, as the compose file mounts it, against the handler
//! that its task notifies.

use serde_json::Value;
use stack_model::{Source, check};
use stack_render::{Tree, plan};
use std::collections::{BTreeMap, BTreeSet};

fn tree() -> Tree {
    let text = include_str!("../../fixtures/valid/vpai.yml");
    let stack = Source::new("vpai.yml", text).parse().expect("the reference stack is read");
    plan(&check(stack).expect("the reference stack is good")).expect("it is planned")
}

fn document(tree: &Tree, path: &str) -> Value {
    let text = tree.get(path).unwrap_or_else(|| panic!("{path} is not planned"));
    serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// The roles of services, with their tasks and handlers.
fn roles(tree: &Tree) -> BTreeMap<String, (Value, Value)> {
    let name = |path: &str| {
        let role = path.strip_prefix("ansible/roles/")?.strip_suffix("/tasks/main.yml")?;
        Some(role.to_owned())
    };
    let roles = tree.files().filter_map(|(path, _)| name(path.as_str()));
    let parts = |role: &str| {
        let part = |part: &str| document(tree, &format!("ansible/roles/{role}/{part}/main.yml"));
        (part("tasks"), part("handlers"))
    };
    roles.map(|role| (role.clone(), parts(&role))).collect()
}

/// The file beside the compose file that a task writes, with what it notifies.
fn written(task: &Value) -> Option<(String, &str)> {
    let destination = text(&task["ansible.builtin.template"], "dest").strip_prefix("{{ stack_dir }}/")?;
    Some((destination.to_owned(), text(task, "notify")))
}

#[test]
fn a_change_takes_effect_in_the_container_that_has_the_file() {
    let tree = tree();
    let compose = document(&tree, "compose/prod/vps/docker-compose.yml");
    let services = compose["services"].as_object().expect("services");
    let roles = roles(&tree);
    let notified: BTreeMap<String, &str> =
        roles.values().flat_map(|(tasks, _)| list(tasks).iter().filter_map(written)).collect();
    let (mut alone, mut in_folder, mut by_compose) = (0, 0, 0);
    for (name, service) in services {
        let mounts = list(&service["volumes"]).iter().map(|mount| text(mount, "source"));
        for source in mounts.filter_map(|source| source.strip_prefix("./")) {
            for (file, handler) in &notified {
                if file == source {
                    assert_eq!(*handler, format!("Recreate {name}"), "{file} is mounted by itself");
                    alone += 1;
                } else if file.starts_with(&format!("{source}/"))
                    && *file != format!("configs/{name}/{name}.env")
                {
                    let known = ["Reload", "Restart"].map(|verb| format!("{verb} {name}"));
                    let quiet = ["provision", "keys.json", "dashboards/", "watched/"]
                        .iter()
                        .any(|word| file.contains(word));
                    assert!(quiet || known.iter().any(|known| known == handler), "{file}: {handler:?}");
                    in_folder += 1;
                }
            }
        }
        for file in list(&service["env_file"]).iter().map(|file| text(file, "path").trim_start_matches("./"))
        {
            assert_eq!(notified[file], "", "compose sees by itself that {file} has changed");
            by_compose += 1;
        }
    }
    assert!(alone >= 2 && in_folder > 10 && by_compose > 10, "{alone}, {in_folder}, {by_compose}");
}

#[test]
fn every_handler_names_a_service_and_is_called() {
    let tree = tree();
    let compose = document(&tree, "compose/prod/vps/docker-compose.yml");
    let mut count = 0;
    for (role, (tasks, handlers)) in roles(&tree) {
        let called: BTreeSet<&str> = list(&tasks).iter().map(|task| text(task, "notify")).collect();
        let names: BTreeSet<&str> = list(&handlers).iter().map(|handler| text(handler, "name")).collect();
        assert!(called.iter().all(|name| name.is_empty() || names.contains(name)), "{role}: {called:?}");
        for handler in list(&handlers) {
            let module = ["docker_compose_v2", "docker_compose_v2_exec"]
                .map(|module| &handler[format!("community.docker.{module}")])
                .into_iter()
                .find(|module| !module.is_null());
            let Some(module) = module else { continue };
            let service = module["services"][0].as_str().unwrap_or_else(|| text(module, "service"));
            assert!(compose["services"].get(service).is_some(), "{role} calls for {service:?}");
            assert!(called.contains(text(handler, "name")), "no task notifies {}", handler["name"]);
            assert_eq!(text(handler, "when"), format!("'{service}' in stack_running_before"));
            count += 1;
        }
    }
    assert!(count > 8, "{count} handlers");
}
