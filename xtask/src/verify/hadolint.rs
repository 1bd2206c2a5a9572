//! `hadolint`: every Dockerfile.

use super::{Check, CheckOutcome, Subject};
use crate::consumer;
use anyhow::Context as _;
use stack_model::Site;

pub(super) const CHECK: Check = Check {
    name: "hadolint",
    proves: "no Dockerfile has a mistake that hadolint knows",
    needs: &["hadolint"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let builds = |site: Site<'_>| subject.stack.services_on(site.host).any(|service| service.has_own_image());
    if !subject.stack.sites().any(builds) {
        return CheckOutcome::nothing_to_do("no image is built on a machine");
    }
    let program = consumer::find("hadolint").context("hadolint")?;
    let files: Vec<_> =
        subject.files("compose")?.into_iter().filter(|file| file.file_name() == Some("Dockerfile")).collect();
    for file in &files {
        let mut command = consumer::offline(&program);
        consumer::run(command.current_dir(subject.dist.join("compose")).arg(file))?;
    }
    CheckOutcome::proven([(files.len(), "Dockerfiles are clean")])
}
