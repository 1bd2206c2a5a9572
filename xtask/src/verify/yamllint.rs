//! `yamllint`: every YAML file, with the settings that the repository ships.

use super::{Check, Subject};
use crate::consumer;
use anyhow::Context as _;

pub(super) const CHECK: Check = Check {
    name: "yamllint",
    proves: "every YAML file is clean under the settings that the repository ships, warnings included",
    needs: &["yamllint"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<String> {
    let program = consumer::find("yamllint").context("yamllint")?;
    let config = subject.dist.join("ansible/.yamllint.yml");
    let mut command = consumer::offline(&program);
    consumer::run(command.args(["--strict", "-c", config.as_str(), subject.dist.as_str()]))?;
    Ok("clean".into())
}
