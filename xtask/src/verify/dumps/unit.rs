//! The unit of systemd that starts the dumps, as real Ansible writes it with the role's own tasks.

use super::Stage;
use crate::consumer;
use anyhow::Context as _;
use serde_json::{Value, json};

/// The tasks that write something which the unit or its script reads.
const TASKS: [&str; 6] = [
    "Make the folder of all dumps",
    "Make the folder of each source",
    "Write the scripts",
    "The token of the report has its form",
    "Write where a success is reported",
    "Write the units of the dumps",
];

/// Lines for bash that write it into this namespace's own `/etc`. `unit` starts it: the words of the unit decide what its script
/// is told.
///
/// # Errors
/// If the role has other tasks, or a file cannot be written.
pub(super) fn lines(stage: &Stage<'_>) -> anyhow::Result<String> {
    let ansible = consumer::find("ansible-playbook").context("ansible-playbook")?;
    let tree = stage.subject.dist.join("ansible");
    let role = tree.join("roles/backup-config");
    let mut known: Vec<Value> = Vec::new();
    for file in ["puller.yml", "main.yml"] {
        let text = fs_err::read_to_string(role.join("tasks").join(file))?;
        known.extend(serde_yaml::from_str::<Vec<Value>>(&text)?);
    }
    let mut tasks = Vec::new();
    for name in TASKS {
        let task = known.iter().find(|task| task["name"] == name);
        let mut task = task.with_context(|| format!("the role has no task `{name}`"))?.clone();
        // No systemd runs here.
        task.as_object_mut().context("a task is a map")?.remove("notify");
        tasks.push(task);
    }
    let play = json!([{
        "hosts": format!("{}.{}", stage.site.environment, stage.site.host),
        "connection": "local",
        "gather_facts": false,
        "vars_files": [role.join("defaults/main.yml").as_str()],
        "vars": { "ansible_python_interpreter": "/usr/bin/python3", "stack_dir": stage.scratch.as_str() },
        "tasks": tasks,
    }]);
    let folder = stage.scratch.join("role");
    fs_err::create_dir_all(&folder)?;
    fs_err::write(folder.join("play.yml"), play.to_string())?;
    let templates = folder.join("templates");
    if !templates.exists() {
        std::os::unix::fs::symlink(role.join("templates"), &templates)?;
    }
    let heartbeat = stage.heartbeat();
    let mut given = json!({ "uptime_kuma_url": "http://127.0.0.1:3001", "trial_address": "192.0.2.1" });
    if let Some(heartbeat) = &heartbeat {
        given[format!("vault_{}", heartbeat.token)] = json!(super::stage::TOKEN);
    }
    fs_err::write(folder.join("given.json"), given.to_string())?;
    Ok(format!(
        "role='{folder}' reports={} tree='{tree}' ansible='{ansible}'\n{}",
        usize::from(heartbeat.is_some()),
        include_str!("unit.sh")
    ))
}
