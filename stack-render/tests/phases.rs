//! The order of a run: configure, start, provision, verify, restrict; each role once, and no failure hidden.

use serde_json::Value;
use stack_model::{Source, check};
use stack_render::{Tree, plan};
use std::collections::{BTreeMap, BTreeSet};

fn tree(text: &str) -> Tree {
    let stack = Source::new("stack.yml", text).parse().expect("the stack is read");
    plan(&check(stack).expect("the stack is good")).expect("it is planned")
}

fn trees() -> [Tree; 2] {
    [
        tree(include_str!("../../fixtures/valid/vpai.yml")),
        tree(include_str!("../../fixtures/valid/two-hosts.yml")),
    ]
}

fn document(tree: &Tree, path: &str) -> Value {
    let text = tree.get(path).unwrap_or_else(|| panic!("{path} is not planned"));
    serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// A step of a play: a role, or a task.
#[derive(Debug, Clone, PartialEq)]
enum Step {
    Role(String),
    Task(Value),
}

/// The steps of a playbook, with the hosts of each, as Ansible would take them.
fn steps(tree: &Tree, playbook: &str) -> Vec<(String, Step)> {
    let mut steps = Vec::new();
    for play in list(&document(tree, &format!("ansible/playbooks/{playbook}"))) {
        if let Some(other) = play["ansible.builtin.import_playbook"].as_str() {
            steps.extend(self::steps(tree, other));
            continue;
        }
        let hosts = play["hosts"].as_str().unwrap_or_default().to_owned();
        for section in ["pre_tasks", "roles", "tasks", "post_tasks"] {
            for entry in list(&play[section]) {
                let inner = match (&entry["role"], &entry["ansible.builtin.import_tasks"]) {
                    (Value::String(role), _) => vec![Step::Role(role.clone())],
                    (_, Value::String(file)) => {
                        let tasks = document(tree, &format!("ansible/playbooks/{file}"));
                        list(&tasks).iter().cloned().map(Step::Task).collect()
                    }
                    _ => vec![Step::Task(entry.clone())],
                };
                steps.extend(inner.into_iter().map(|step| (hosts.clone(), step)));
            }
        }
    }
    steps
}

fn module(task: &Value, name: &str) -> bool {
    task.get(name).is_some() || list(&task["block"]).iter().any(|task| module(task, name))
}

#[test]
fn each_role_runs_once_on_a_machine_and_none_is_forgotten() {
    for tree in trees() {
        let mut runs: BTreeMap<(String, String), usize> = BTreeMap::new();
        for (hosts, step) in steps(&tree, "site.yml") {
            if let Step::Role(role) = step {
                *runs.entry((role, hosts)).or_default() += 1;
            }
        }
        assert!(runs.values().all(|count| *count == 1), "{runs:?}");
        let folders = tree.files().filter_map(|(path, _)| {
            path.as_str().strip_prefix("ansible/roles/")?.strip_suffix("/meta/main.yml").map(str::to_owned)
        });
        let mut count = 0;
        for role in folders {
            let named = |text: &str| text.contains(&format!("role: {role}\n"));
            let playbooks = tree.files().filter(|(path, _)| path.as_str().starts_with("ansible/playbooks/"));
            assert!(
                playbooks.into_iter().any(|(_, file)| named(&file.contents)),
                "no play runs the role {role}"
            );
            count += 1;
        }
        assert!(count > 8, "{count} roles");
    }
}

#[test]
fn everything_is_configured_before_a_start_and_access_is_narrowed_last() {
    const START: &str = "community.docker.docker_compose_v2";
    const PULL: &str = "community.docker.docker_compose_v2_pull";
    const EXEC: &str = "community.docker.docker_compose_v2_exec";
    for tree in trees() {
        let steps = steps(&tree, "site.yml");
        let machines = steps.iter().map(|(hosts, _)| hosts).filter(|hosts| hosts.starts_with("host_"));
        let machines: BTreeSet<&String> = machines.collect();
        assert!(!machines.is_empty());
        for machine in machines {
            let here = || {
                let own = |hosts: &String| hosts == machine || hosts == "all";
                steps.iter().filter(move |(hosts, _)| own(hosts)).map(|(_, step)| step).enumerate()
            };
            let places = |name: &str| -> Vec<usize> {
                let has = |step: &Step| matches!(step, Step::Task(task) if module(task, name));
                here().filter(|(_, step)| has(step)).map(|(index, _)| index).collect()
            };
            let role = |name: &str| {
                here().find(|(_, step)| **step == Step::Role(name.to_owned())).map(|(index, _)| index)
            };
            let starts = places(START);
            let (first, last) = (starts[0], starts[starts.len() - 1]);
            assert!(
                places(PULL).iter().all(|pull| *pull < first),
                "{machine}: something starts before it is there"
            );
            assert!(places(EXEC).iter().all(|exec| *exec > first), "{machine}: nothing runs yet");
            for (index, step) in here() {
                if let Step::Role(name) = step {
                    let late = ["smoke-tests", "hardening"].contains(&name.as_str());
                    assert_eq!(index > last, late, "{machine}: the role {name} is out of its phase");
                }
            }
            assert!(role("common") < role("docker"), "{machine}");
            if let Some(hardening) = role("hardening") {
                assert!(role("smoke-tests").is_none_or(|tests| tests < hardening), "{machine}");
            }
        }
    }
}

/// Every task of a file, those in blocks as well.
fn tasks(value: &Value, found: &mut Vec<Value>) {
    for entry in list(value) {
        found.push(entry.clone());
        for key in ["tasks", "pre_tasks", "post_tasks", "handlers", "block", "rescue", "always"] {
            tasks(&entry[key], found);
        }
    }
}

#[test]
fn no_task_hides_a_failure() {
    let mut count = 0;
    for tree in trees() {
        let here = |path: &str| {
            let part = ["/tasks/", "/handlers/", "ansible/playbooks/"].iter().any(|part| path.contains(part));
            path.starts_with("ansible/") && part && path.ends_with("yml")
        };
        let files = tree.files().map(|(path, _)| path.as_str()).filter(|path| here(path));
        for path in files {
            let mut all = Vec::new();
            tasks(&document(&tree, path), &mut all);
            for task in &all {
                count += 1;
                assert!(task.get("ignore_errors").is_none(), "{path}: {}", task["name"]);
                assert_ne!(task["failed_when"], Value::Bool(false), "{path}: {}", task["name"]);
            }
        }
    }
    assert!(count > 150, "{count} tasks");
}

/// Shell has the same way of hiding a failure.
#[test]
fn no_script_hides_a_failure() {
    let mut scripts = BTreeSet::new();
    for tree in trees() {
        for (path, file) in tree.files().filter(|(_, file)| file.contents.starts_with("#!")) {
            assert!(!file.contents.contains("|| true") && !file.contents.contains("|| :"), "{path}");
            scripts.insert(path.to_string());
        }
    }
    assert!(scripts.len() > 10, "{scripts:?}");
}

/// A login of a registry that has expired blocks public images as well (field report IMG-04), so each task that may fetch an image looks
/// for logins in a place of the stack's own.
#[test]
fn image_pulls_ignore_the_docker_login_of_the_machine() {
    let mut fetching = 0;
    for tree in trees() {
        let playbooks = tree.files().filter_map(|(path, _)| path.as_str().strip_prefix("ansible/playbooks/"));
        for playbook in
            playbooks.filter(|name| name.split('.').next_back() == Some("yml") && !name.contains('/'))
        {
            let path = format!("ansible/playbooks/{playbook}");
            let plays = document(&tree, &path);
            for play in list(&plays).iter().filter(|play| play["hosts"].is_string()) {
                let hosts = play["hosts"].as_str().unwrap_or_default();
                let fetches = steps(&tree, playbook).into_iter().any(|(of, step)| {
                    let text = if let Step::Task(task) = step { task.to_string() } else { String::new() };
                    of == hosts
                        && (text.contains("docker_compose_v2\":") || text.contains("docker_compose_v2_pull"))
                });
                if fetches {
                    assert_eq!(play["environment"]["DOCKER_CONFIG"], "{{ stack_docker_config }}", "{path}");
                    fetching += 1;
                }
            }
        }
    }
    assert!(fetching >= 4, "{fetching} plays fetch images");
}
