//! What holds for every task that handles a secret: it says nothing, shows no difference, and leaves no file that others read
//! (field report SEC-01).

use serde_json::Value;
use stack_model::{Source, check};
use stack_render::{Tree, plan};
use std::collections::BTreeSet;

fn trees() -> Vec<Tree> {
    let texts = [
        include_str!("../../fixtures/valid/vpai.yml"),
        include_str!("../../fixtures/valid/two-hosts.yml"),
        include_str!("../../fixtures/valid/minimal.yml"),
    ];
    let tree = |text: &str| {
        let stack = Source::new("stack.yml", text).parse().expect("the fixture is read");
        plan(&check(stack).expect("the fixture is good")).expect("it is planned")
    };
    texts.into_iter().map(tree).collect()
}

/// A task, and the file that it stands in.
struct Task {
    path: String,
    task: Value,
}

impl Task {
    fn name(&self) -> String {
        format!("{}: {}", self.path, self.task["name"])
    }

    /// The module's name without its collection, and its arguments.
    fn module(&self) -> Option<(&str, &Value)> {
        let entries = self.task.as_object()?;
        let (name, arguments) = entries.iter().find(|(key, _)| key.contains('.'))?;
        Some((name.rsplit('.').next()?, arguments))
    }

    /// What it writes: the text of its template, if it has one, beside what it says itself.
    fn text(&self, tree: &Tree) -> String {
        let mut task = self.task.clone();
        if let Some(entries) = task.as_object_mut() {
            entries.remove("name");
        }
        let mut text = task.to_string();
        let role = self.path.strip_prefix("ansible/roles/").and_then(|rest| rest.split('/').next());
        if let (Some(("template", arguments)), Some(role)) = (self.module(), role) {
            let source = arguments["src"].as_str().expect("a template has a source");
            let template = tree.get(&format!("ansible/roles/{role}/templates/{source}"));
            // A source that is a variable may be any template of the role.
            if let Some(template) = template {
                text.push_str(template);
            } else {
                assert!(source.contains("{{"), "{}: there is no template {source}", self.name());
                let folder = format!("ansible/roles/{role}/templates/");
                for (_, file) in tree.files().filter(|(path, _)| path.as_str().starts_with(&folder)) {
                    text.push_str(&file.contents);
                }
            }
        }
        text
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|word| !word.is_empty())
}

/// The plays and tasks of every playbook, role and task file, those in blocks too.
fn documents(tree: &Tree) -> Vec<(String, Value)> {
    let folders = ["/tasks/", "/handlers/", "/playbooks/"];
    let files = tree.files().filter(|(path, _)| {
        let path = path.as_str();
        path.starts_with("ansible/")
            && path.rsplit('.').next() == Some("yml")
            && folders.iter().any(|folder| path.contains(folder))
    });
    let read = |text: &str| serde_yaml::from_str(text).expect("the file is YAML");
    files.map(|(path, file)| (path.to_string(), read(&file.contents))).collect()
}

fn collect(path: &str, value: &Value, tasks: &mut Vec<Task>) {
    for entry in value.as_array().into_iter().flatten() {
        let mut nested = false;
        for key in ["pre_tasks", "tasks", "post_tasks", "handlers", "block", "rescue", "always"] {
            if let Some(inner) = entry.get(key) {
                collect(path, inner, tasks);
                nested = true;
            }
        }
        if !nested && entry.get("hosts").is_none() && entry.get("ansible.builtin.import_playbook").is_none() {
            tasks.push(Task { path: path.to_owned(), task: entry.clone() });
        }
    }
}

/// The variables that hold a secret: those of the vault, and those that are made from one.
struct Secrets(BTreeSet<String>);

impl Secrets {
    fn of(documents: &[(String, Value)], tasks: &[Task]) -> Self {
        let mut secrets = Self(BTreeSet::new());
        let mut assignments: Vec<(String, String)> = Vec::new();
        let mut add = |variables: &Value| {
            for (name, value) in variables.as_object().into_iter().flatten() {
                assignments.push((name.clone(), value.to_string()));
            }
        };
        for (_, document) in documents {
            document.as_array().into_iter().flatten().for_each(|play| add(&play["vars"]));
        }
        for task in tasks {
            add(&task.task["vars"]);
            if let Some(("set_fact", arguments)) = task.module() {
                add(arguments);
            }
        }
        loop {
            let before = secrets.0.len();
            for (name, value) in &assignments {
                if secrets.stand_in(value) {
                    secrets.0.insert(name.clone());
                }
            }
            if secrets.0.len() == before {
                return secrets;
            }
        }
    }

    fn stand_in(&self, text: &str) -> bool {
        // Whose vault it is, is no secret.
        words(text)
            .any(|word| self.0.contains(word) || word.starts_with("vault_") && word != "vault_environment")
    }
}

#[test]
fn tasks_that_handle_secrets_do_not_log_them() {
    for tree in trees() {
        let documents = documents(&tree);
        let mut tasks = Vec::new();
        for (path, document) in &documents {
            collect(path, document, &mut tasks);
        }
        assert!(tasks.len() > 20, "the tasks were not found");
        let secrets = Secrets::of(&documents, &tasks);
        let mut found = 0;
        for task in tasks.iter().filter(|task| secrets.stand_in(&task.text(&tree))) {
            found += 1;
            let name = task.name();
            assert_eq!(task.task["no_log"], true, "{name} would be logged");
            let Some((module, arguments)) = task.module() else { continue };
            // What a program reads from its standard input stands in no list of processes.
            let mut words = arguments.clone();
            if let Some(words) = words.as_object_mut() {
                words.remove("stdin");
            }
            assert!(
                !["command", "shell", "raw"].contains(&module) || !secrets.stand_in(&words.to_string()),
                "{name} has a secret among its arguments"
            );
            if ["template", "copy"].contains(&module) {
                assert_eq!(task.task["diff"], false, "{name} would be shown as a difference");
                let mode = arguments["mode"].as_str().unwrap_or_else(|| panic!("{name} has no mode"));
                let mode =
                    u32::from_str_radix(mode, 8).unwrap_or_else(|_| panic!("{name} has the mode {mode}"));
                assert_eq!(mode & 0o137, 0, "{name} can be read by others");
            }
        }
        assert!(found >= 2, "the tasks with secrets were not found");
    }
}

#[test]
fn a_secret_is_followed_through_variables() {
    let play = serde_json::json!([{ "hosts": "all", "vars": { "a": "{{ vault_x }}", "b": "{{ a }}", "c": "{{ d }}" },
        "tasks": [{ "name": "t", "ansible.builtin.set_fact": { "e": "{{ b }}" } }] }]);
    let mut tasks = Vec::new();
    collect("play.yml", &play, &mut tasks);
    let secrets = Secrets::of(&[("play.yml".into(), play)], &tasks);
    for name in ["a", "b", "e", "vault_x"] {
        assert!(secrets.stand_in(&format!("{{{{ {name} }}}}")), "{name} holds a secret");
    }
    assert!(!secrets.stand_in("{{ c }} vault_environment"));
}
