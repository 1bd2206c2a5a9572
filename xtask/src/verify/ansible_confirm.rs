//! `ansible-confirm`: what destroys something is done only if it is named, with any tags.

use super::{Check, CheckOutcome, Subject};
use crate::consumer;
use anyhow::Context as _;

pub(super) const CHECK: Check = Check {
    name: "ansible-confirm",
    proves: "the playbooks that roll back and restore stop at their first task unless the thing is named, with any tags",
    needs: &["ansible-playbook"],
    run,
};

/// The task that all of them begin with.
const QUESTION: &str = "It is meant";

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let program = consumer::find("ansible-playbook").context("ansible-playbook")?;
    let (mut rollbacks, mut restores) = (0, 0);
    for (playbook, refused) in [("rollback.yml", &mut rollbacks), ("backup-restore.yml", &mut restores)] {
        let path = format!("playbooks/{playbook}");
        if subject.tree.get(&format!("ansible/{path}")).is_none() {
            continue;
        }
        let half = ["-e", "restore_database=postgres", "-e", "rollback_confirm=yes"];
        for arguments in [&[][..], &half, &["--tags", "never"], &["--tags", "all,never"]] {
            let mut command = consumer::offline(&program);
            command.current_dir(subject.dist.join("ansible")).env("HOME", &subject.scratch);
            command.args(["-i", "inventory/hosts.yml", "--connection", "local"]);
            // No right of root: if the question were not asked, nothing of this machine should pay for it.
            command.args(["-e", "ansible_become=false", "-e", "ansible_python_interpreter=python3"]);
            let ran = consumer::run(command.args(arguments).arg(&path));
            let said = match &ran {
                Ok(said) => said.clone(),
                Err(error) => error.to_string(),
            };
            let tasks: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("TASK [")).collect();
            let first = tasks.first().is_none_or(|task| task.starts_with(QUESTION));
            anyhow::ensure!(tasks.len() <= 1 && first, "{playbook} {arguments:?} goes on: {tasks:?}");
            if arguments.first() != Some(&"--tags") {
                anyhow::ensure!(ran.is_err() && tasks.len() == 1, "{playbook} {arguments:?} asks nothing");
            }
            *refused += 1;
        }
    }
    CheckOutcome::proven([(rollbacks, "rollbacks refused"), (restores, "restores refused")])
}
