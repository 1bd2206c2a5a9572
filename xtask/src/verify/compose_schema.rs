//! `compose-schema`: the compose files against the schema of the compose specification.

use super::{Check, CheckOutcome, Subject};
use crate::consumer;
use anyhow::Context as _;

pub(super) const CHECK: Check = Check {
    name: "compose-schema",
    proves: "every compose file fits the schema of the compose specification",
    needs: &["check-jsonschema"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let program = consumer::find("check-jsonschema").context("check-jsonschema")?;
    let files: Vec<_> =
        subject.targets().into_iter().map(|(_, _, folder)| folder.join("docker-compose.yml")).collect();
    let mut command = consumer::offline(&program);
    consumer::run(command.args(["--builtin-schema", "vendor.compose-spec"]).args(&files))?;
    CheckOutcome::proven([(files.len(), "compose files fit")])
}
