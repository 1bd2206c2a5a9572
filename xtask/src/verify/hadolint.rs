//! `hadolint`: every Dockerfile.

use super::{Check, Subject};
use crate::consumer;
use anyhow::Context as _;

pub(super) const CHECK: Check = Check {
    name: "hadolint",
    proves: "no Dockerfile has a mistake that hadolint knows",
    needs: &["hadolint"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<String> {
    let program = consumer::find("hadolint").context("hadolint")?;
    let files: Vec<_> =
        subject.files("compose")?.into_iter().filter(|file| file.file_name() == Some("Dockerfile")).collect();
    for file in &files {
        let mut command = consumer::offline(&program);
        consumer::run(command.current_dir(subject.dist.join("compose")).arg(file))?;
    }
    Ok(format!("{} Dockerfiles are clean", files.len()))
}
