//! `ansible-lint`: the repository under the production profile, with the arguments of every module checked.

use super::{Check, Subject};
use crate::consumer;
use anyhow::Context as _;

pub(super) const CHECK: Check = Check {
    name: "ansible-lint",
    proves: "the repository passes ansible-lint's production profile, module arguments included",
    needs: &["ansible-lint"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<String> {
    let program = consumer::find("ansible-lint").context("ansible-lint")?;
    let mut command = consumer::offline(&program);
    command.current_dir(subject.dist.join("ansible")).env("HOME", &subject.scratch);
    // The repository's own `.ansible-lint` says the profile; CI of its owner reads the same file.
    command.args(["--config-file", ".ansible-lint", "--nocolor", "-q"]);
    consumer::run(command.args(["--format", "pep8", "--project-dir", "."]))?;
    Ok("no finding under the production profile".into())
}
