//! `ansible-parity`: real Ansible plays the tasks of the list of what is deployed, and fills every other template; what it leaves is
//! what the list and the compose target say.

use super::{Check, CheckOutcome, Subject, machine};
use crate::consumer;
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};
use stack_model::Site;
use stack_render::{Artefact, Content, File, OutPath, Task};
use std::{collections::BTreeSet, os::unix::fs::MetadataExt as _};

pub(super) const CHECK: Check = Check {
    name: "ansible-parity",
    proves: "the tasks of roles and plays, run by real Ansible, leave every file of the stack's folder that is in the list of what is deployed, with its mode, and no other; each template that Ansible fills equals the file of the compose target, byte for byte",
    needs: &["ansible-playbook"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let (mut deployed, mut compared) = (0, 0);
    for site in subject.stack.sites() {
        let at = format!("{}-{}", site.environment, site.host);
        let out = subject.scratch.join(&at);
        let (stack, filled) = (out.join("stack"), out.join("filled"));
        fs_err::create_dir_all(&stack)?;
        fs_err::create_dir_all(&filled)?;
        let others = others(subject, &site);
        let mut tasks = tasks(subject, &site).with_context(|| at.clone())?;
        tasks.extend(fill(&others, &filled, &subject.dist)?);
        play(subject, &site, &stack, &tasks, &out).with_context(|| at.clone())?;
        deployed += arrived(subject, &site, &stack).with_context(|| at.clone())?;
        for (index, (path, file)) in others.iter().enumerate() {
            let bytes = fs_err::read(filled.join(index.to_string()))?;
            anyhow::ensure!(bytes == file.contents.as_bytes(), "{path}: Ansible writes other bytes");
            compared += 1;
        }
    }
    CheckOutcome::proven([
        (deployed, "files are found where the list says"),
        (compared, "more are filled alike"),
    ])
}

/// What the tasks of this machine leave in the folder of the stack. Secrets are the matter of `ansible-env`.
fn expected<'a>(subject: &'a Subject, site: &'a Site<'_>) -> impl Iterator<Item = (&'a str, &'a Artefact)> {
    let runs = |artefact: &&Artefact| {
        let runs = |name| subject.stack.service(name).is_some_and(|service| service.runs_in(site.deployment));
        artefact.service.as_ref().is_none_or(runs)
    };
    let here = subject.tree.deployment().on(site.host).filter(runs);
    let written = here.filter(|artefact| !matches!(artefact.content, Content::Task(_)));
    written.filter_map(|artefact| Some((artefact.in_stack()?, artefact)))
}

/// The files of the compose target that no task leaves in the folder of the stack, and that have a template.
fn others<'a>(subject: &'a Subject, site: &Site<'_>) -> Vec<(&'a OutPath, &'a File)> {
    let below = format!("compose/{}/{}/", site.environment, site.host);
    let beside = format!("compose/{}/monitors.json", site.environment);
    let left: BTreeSet<String> = expected(subject, site).map(|(path, _)| format!("{below}{path}")).collect();
    let here = |path: &str| path == beside || path.starts_with(&below) && !left.contains(path);
    subject.tree.files().filter(|(path, _)| here(path.as_str())).collect()
}

/// The tasks, each with its source where it is on this disk, and without what comes after it.
fn tasks(subject: &Subject, site: &Site<'_>) -> anyhow::Result<Vec<Value>> {
    let mut tasks: Vec<Value> = Vec::new();
    for (_, artefact) in expected(subject, site) {
        let found = match &artefact.task {
            Task::Role(role) => named(subject, &format!("roles/{role}/tasks/main.yml"), |_| true)?,
            Task::Play(_) => {
                let play = format!("Deploy {}", site.host);
                let is_file = |task: &Value| task["ansible.builtin.copy"].is_null();
                named(subject, "playbooks/deploy.yml", |one| one["name"] == *play)?
                    .into_iter()
                    .flat_map(|play| play["tasks"].as_array().cloned().unwrap_or_default())
                    .filter(is_file)
                    .collect()
            }
            Task::ByHand(file, name) => named(subject, file, |task| task["name"] == **name)?,
            other => anyhow::bail!("{other:?} leaves nothing in the folder of the stack"),
        };
        let own = |task: &Value| {
            let makes = |module: &str| task[format!("ansible.builtin.{module}")].is_object();
            // Folders of containers belong to users whom this machine does not have; `prepare` and `converge` make them.
            let is_folder = makes("file") && task["ansible.builtin.file"]["owner"].is_null();
            makes("template") || makes("copy") || is_folder
        };
        for task in found.into_iter().filter(own) {
            let role = match &artefact.task {
                Task::ByHand(file, _) => file.split('/').nth(1).unwrap_or_default(),
                Task::Role(role) => role,
                _ => "",
            };
            let task = at_hand(task, &subject.dist.join("ansible"), role);
            if !tasks.contains(&task) {
                tasks.push(task);
            }
        }
    }
    Ok(tasks)
}

/// The entries of a document of the repository that are meant.
fn named(subject: &Subject, file: &str, is_meant: impl Fn(&Value) -> bool) -> anyhow::Result<Vec<Value>> {
    let path = subject.dist.join("ansible").join(file);
    let document: Vec<Value> = serde_yaml::from_str(&fs_err::read_to_string(&path)?)?;
    let found: Vec<Value> = document.into_iter().filter(is_meant).collect();
    anyhow::ensure!(!found.is_empty(), "{file} has no such task");
    Ok(found)
}

/// A task as it can be run out of its role: it finds its source, and notifies no handler.
fn at_hand(mut task: Value, ansible: &Utf8Path, role: &str) -> Value {
    for (module, folder) in [("ansible.builtin.template", "templates"), ("ansible.builtin.copy", "files")] {
        let source = task[module]["src"].as_str().map(|source| {
            let beside = source.strip_prefix("{{ playbook_dir | dirname }}");
            beside.map_or_else(
                || format!("{ansible}/roles/{role}/{folder}/{source}"),
                |path| format!("{ansible}{path}"),
            )
        });
        if let Some(source) = source {
            task[module]["src"] = json!(source);
        }
    }
    if let Some(task) = task.as_object_mut() {
        task.remove("notify");
    }
    task
}

/// Tasks that fill templates, each into a file of its number.
fn fill(files: &[(&OutPath, &File)], out: &Utf8Path, dist: &Utf8Path) -> anyhow::Result<Vec<Value>> {
    let task = |(index, (path, file)): (usize, &(&OutPath, &File))| {
        let template = file.template.as_ref().with_context(|| format!("{path} comes from no template"))?;
        let (source, destination) = (dist.join(template.as_str()), out.join(index.to_string()));
        Ok(
            json!({ "ansible.builtin.template": { "src": source.as_str(), "dest": destination.as_str(), "mode": "0644" } }),
        )
    };
    files.iter().enumerate().map(task).collect()
}

/// Runs tasks on this machine, as the machine of the inventory, whose stack stands in `stack`.
fn play(
    subject: &Subject,
    site: &Site<'_>,
    stack: &Utf8Path,
    tasks: &[Value],
    out: &Utf8Path,
) -> anyhow::Result<()> {
    let playbook = out.join("play.yml");
    let play = json!([{
        "hosts": format!("{}.{}", site.environment, site.host),
        "connection": "local",
        "gather_facts": false,
        "vars": { "ansible_python_interpreter": "python3", "stack_dir": stack.as_str() },
        "tasks": tasks,
    }]);
    fs_err::write(&playbook, play.to_string())?;
    let mut command = consumer::offline(&consumer::find("ansible-playbook").context("ansible-playbook")?);
    command.current_dir(subject.dist.join("ansible"));
    command.env("HOME", &subject.scratch).env("ANSIBLE_LOCALHOST_WARNING", "false");
    // The address of a machine that is made for one run is known when it is made.
    command.args(["--extra-vars", &format!("trial_address={}", machine::TRIAL_ADDRESS)]);
    consumer::run(command.args(["-i", "inventory/hosts.yml", playbook.as_str()]))?;
    Ok(())
}

/// Looks for each file that the list promises, with its mode and its bytes, and for any other; how many there are is returned.
fn arrived(subject: &Subject, site: &Site<'_>, stack: &Utf8Path) -> anyhow::Result<usize> {
    let mut promised = BTreeSet::new();
    for (path, artefact) in expected(subject, site) {
        let at = stack.join(path);
        let metadata = fs_err::metadata(&at).with_context(|| format!("no task leaves {path}"))?;
        let mode = format!("{:04o}", metadata.mode() & 0o7777);
        anyhow::ensure!(
            mode == artefact.mode.digits(),
            "{path}: mode {mode}, not {}",
            artefact.mode.digits()
        );
        let planned = match (&artefact.folder, artefact.source()) {
            (Some(path), _) => format!("compose/{}/{}/{path}", site.environment, site.host),
            (None, Some(source)) => format!("ansible/{source}"),
            (None, None) => anyhow::bail!("{path} comes from nowhere"),
        };
        let planned = subject.tree.get(&planned).with_context(|| format!("{planned} is not planned"))?;
        anyhow::ensure!(fs_err::read(&at)? == planned.as_bytes(), "{path}: Ansible writes other bytes");
        promised.insert(at);
    }
    for entry in walkdir::WalkDir::new(stack) {
        let entry = entry?;
        let path = Utf8PathBuf::try_from(entry.path().to_owned())?;
        let known = !entry.file_type().is_file() || promised.contains(&path);
        anyhow::ensure!(known, "{path} is in no list of what is deployed");
    }
    Ok(promised.len())
}
