//! `yamllint`: every YAML file, with the settings that the repository ships.

use super::{Check, CheckOutcome, Subject};
use crate::consumer;
use anyhow::Context as _;

pub(super) const CHECK: Check = Check {
    name: "yamllint",
    proves: "every YAML file is clean under the settings that the repository ships, warnings included",
    needs: &["yamllint"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let program = consumer::find("yamllint").context("yamllint")?;
    let config = subject.dist.join("ansible/.yamllint.yml");
    let arguments = ["--strict", "-c", config.as_str(), subject.dist.as_str()];
    let listed = consumer::run(consumer::offline(&program).arg("--list-files").args(arguments))?;
    consumer::run(consumer::offline(&program).args(arguments))?;
    CheckOutcome::proven([(listed.lines().count(), "files are clean")])
}
