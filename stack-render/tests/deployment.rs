//! The list of what is deployed against the tasks that are written by hand: each writes what its entry says, and none writes
//! what has no entry.

use serde_json::Value;
use stack_model::{Source, check};
use stack_render::{Artefact, Place, Task, Tree, plan};
use std::collections::BTreeMap;

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

/// A task that writes files.
#[derive(Debug, Clone)]
struct Writer {
    /// Its file below `ansible/`, and its name.
    at: (String, String),
    source: String,
    destination: String,
    mode: String,
    notifies: bool,
    owner: Option<String>,
}

/// The tasks of a list, with those in blocks and in the sections of plays.
fn flat(tasks: &Value) -> Vec<&Value> {
    let mut all = Vec::new();
    for task in tasks.as_array().into_iter().flatten() {
        all.push(task);
        for section in ["block", "rescue", "always", "pre_tasks", "tasks", "post_tasks"] {
            all.extend(flat(&task[section]));
        }
    }
    all
}

/// Each task of roles and plays that writes a file, once for each item of a loop that is written out.
fn writers(tree: &Tree) -> Vec<Writer> {
    let mut writers = Vec::new();
    for (path, file) in tree.files() {
        let Some(path) = path.as_str().strip_prefix("ansible/") else { continue };
        let is_tasks =
            path.starts_with("roles/") && path.contains("/tasks/") || path == "playbooks/deploy.yml";
        if !is_tasks {
            continue;
        }
        let document: Value =
            serde_yaml::from_str(&file.contents).unwrap_or_else(|error| panic!("{path}: {error}"));
        for task in flat(&document) {
            let modules = ["ansible.builtin.template", "ansible.builtin.copy"].map(|module| &task[module]);
            let Some(arguments) = modules.into_iter().find(|arguments| arguments.is_object()) else {
                continue;
            };
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let writer = Writer {
                at: (path.to_owned(), text(&task["name"])),
                source: text(&arguments["src"]),
                destination: text(&arguments["dest"]),
                mode: text(&arguments["mode"]),
                notifies: task["notify"].is_string(),
                owner: arguments["owner"].as_str().map(str::to_owned),
            };
            match task["loop"].as_array() {
                Some(items) => writers.extend(items.iter().map(|item| of_item(&writer, item))),
                None => writers.push(writer),
            }
        }
    }
    writers
}

/// A task with an item of its loop in place of the references to it.
fn of_item(writer: &Writer, item: &Value) -> Writer {
    let fill = |text: &str| {
        let mut text = text.to_owned();
        if let Some(item) = item.as_str() {
            text = text.replace("{{ item }}", item);
        }
        for (key, value) in item.as_object().into_iter().flatten() {
            text = text.replace(&format!("{{{{ item.{key} }}}}"), value.as_str().unwrap_or_default());
        }
        text
    };
    Writer { source: fill(&writer.source), destination: fill(&writer.destination), ..writer.clone() }
}

/// Whether a text can become another one: references that a loop or the inventory fills stand for any text.
fn becomes(text: &str, other: &str) -> bool {
    if text == other {
        return true;
    }
    let Some((before, rest)) = text.split_once("{{") else { return false };
    let Some((reference, after)) = rest.split_once("}}") else { return false };
    // The folder of the stack, and what is the same in both, stand for themselves.
    let own = format!("{before}{{{{{reference}}}}}");
    if let Some(other) = other.strip_prefix(&own) {
        return becomes(after, other);
    }
    let Some(other) = other.strip_prefix(before) else { return false };
    (0..=other.len()).filter(|at| other.is_char_boundary(*at)).any(|at| becomes(after, &other[at..]))
}

/// The place of an artefact as a task says it.
fn destination(artefact: &Artefact) -> Option<String> {
    match &artefact.place {
        Place::Stack(path) => Some(format!("{{{{ stack_dir }}}}/{path}")),
        Place::Machine(path) => Some(path.clone()),
        _ => None,
    }
}

/// Whether a task writes an artefact from its source.
fn is_written_by(artefact: &Artefact, writer: &Writer) -> bool {
    let place = destination(artefact).is_some_and(|place| becomes(&writer.destination, &place));
    let role = writer.at.0.split('/').nth(1).unwrap_or_default();
    let source = match artefact.source() {
        None => writer.source.is_empty(),
        Some(source) => {
            let paths =
                ["templates", "files"].map(|folder| format!("roles/{role}/{folder}/{}", writer.source));
            let beside = writer.source.strip_prefix("{{ playbook_dir | dirname }}/");
            paths.iter().map(String::as_str).chain(beside).any(|path| becomes(path, source))
        }
    };
    place && source
}

#[test]
fn every_entry_is_written_by_the_task_that_it_names_with_its_permissions() {
    for tree in trees() {
        let writers = writers(&tree);
        let mut written = BTreeMap::new();
        for artefact in tree.deployment().artefacts() {
            let by = |writer: &&Writer| match &artefact.task {
                Task::ByHand(file, name) => writer.at == (file.clone(), (*name).to_owned()),
                Task::Role(role) => writer.at.0 == format!("roles/{role}/tasks/main.yml"),
                Task::Play(what) => writer.at == ("playbooks/deploy.yml".to_owned(), format!("Write {what}")),
                _ => false,
            };
            let found: Vec<&Writer> =
                writers.iter().filter(by).filter(|writer| is_written_by(artefact, writer)).collect();
            if matches!(artefact.task, Task::None(_)) {
                assert!(destination(artefact).is_none(), "no task puts {artefact:?} there");
                continue;
            }
            let [writer, ..] = found.as_slice() else {
                panic!(
                    "no task writes {:?} from {:?}, as {:?}",
                    artefact.place,
                    artefact.source(),
                    artefact.task
                )
            };
            assert_eq!(writer.mode, artefact.mode.digits(), "{:?}", artefact.place);
            assert!(writer.owner.as_deref().is_none_or(|owner| owner == artefact.owner.name()), "{writer:?}");
            assert_eq!(writer.notifies, artefact.has_handler(), "{:?}", artefact.place);
            *written.entry(writer.at.0.clone()).or_insert(0) += 1;
        }
        assert!(written.len() > 8, "{written:?}");
    }
}

#[test]
fn every_task_that_writes_a_file_has_an_entry() {
    for tree in trees() {
        let writers = writers(&tree);
        for writer in &writers {
            let known = tree.deployment().artefacts().any(|artefact| is_written_by(artefact, writer));
            assert!(
                known,
                "what `{}` of {} writes is not in the list: {}",
                writer.at.1, writer.at.0, writer.destination
            );
        }
        assert!(writers.len() > 20, "{}", writers.len());
    }
}

#[test]
fn text_with_references_becomes_what_they_can_stand_for() {
    assert!(becomes("{{ stack_dir }}/{{ item.dest }}", "{{ stack_dir }}/restore.sh"));
    assert!(becomes("/etc/{{ a }}-{{ b }}.timer", "/etc/x-{{ b }}.timer"));
    assert!(!becomes("{{ stack_dir }}/x", "{{ stack_dir }}/y"));
    assert!(!becomes("/etc/x", "/etc/xy"));
}
