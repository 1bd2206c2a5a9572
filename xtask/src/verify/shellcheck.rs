//! `shellcheck`: every shell script.

use super::{Check, CheckOutcome, Subject};
use crate::consumer;
use anyhow::Context as _;

pub(super) const CHECK: Check = Check {
    name: "shellcheck",
    proves: "no shell script has a mistake that shellcheck knows",
    needs: &["shellcheck"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let program = consumer::find("shellcheck").context("shellcheck")?;
    let scripts: Vec<_> =
        subject.files("")?.into_iter().filter(|file| file.extension() == Some("sh")).collect();
    let mut command = consumer::offline(&program);
    consumer::run(command.current_dir(&subject.dist).args(&scripts))?;
    CheckOutcome::proven([(scripts.len(), "scripts are clean")])
}
