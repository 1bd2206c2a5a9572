//! `ansible-syntax`: every playbook resolves its roles, tasks and modules.

use super::{Check, CheckOutcome, Subject};
use crate::consumer;
use anyhow::Context as _;

pub(super) const CHECK: Check = Check {
    name: "ansible-syntax",
    proves: "ansible-playbook loads every playbook with its roles and modules",
    needs: &["ansible-playbook"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let program = consumer::find("ansible-playbook").context("ansible-playbook")?;
    // What stands in a folder below is included by playbooks, and read with them.
    let mut playbooks = subject.files("ansible/playbooks")?;
    playbooks.retain(|path| path.components().count() == 1);
    for playbook in &playbooks {
        let mut command = consumer::offline(&program);
        command.current_dir(subject.dist.join("ansible")).env("HOME", &subject.scratch);
        consumer::run(command.args(["--syntax-check", &format!("playbooks/{playbook}")]))?;
    }
    CheckOutcome::proven([(playbooks.len(), "playbooks load")])
}
