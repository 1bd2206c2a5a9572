//! `ansible-lint`: the repository under the production profile, with the arguments of every module checked.

use super::{Check, CheckOutcome, Subject};
use crate::consumer;
use anyhow::Context as _;

pub(super) const CHECK: Check = Check {
    name: "ansible-lint",
    proves: "the repository passes ansible-lint's production profile, module arguments included",
    needs: &["ansible-lint"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let program = consumer::find("ansible-lint").context("ansible-lint")?;
    let mut command = consumer::offline(&program);
    command.current_dir(subject.dist.join("ansible")).env("HOME", &subject.scratch);
    // The repository's own `.ansible-lint` says the profile; CI of its owner reads the same file.
    command.args(["--config-file", ".ansible-lint", "--nocolor"]);
    let said = consumer::run(command.args(["--format", "pep8", "--project-dir", "."]))?;
    CheckOutcome::proven([(processed(&said)?, "files have no finding under the production profile")])
}

/// The number of files that it has read, by its last sentence.
fn processed(said: &str) -> anyhow::Result<usize> {
    let before = said.split_once(" files processed").map(|(before, _)| before);
    let number = before.and_then(|before| before.rsplit(' ').next());
    number.and_then(|number| number.parse().ok()).with_context(|| format!("it read no files: {said}"))
}
