//! `pyyaml`: Ansible's reader of YAML takes every generated document for what was meant.

use super::{Check, CheckOutcome, Subject};
use crate::consumer;
use anyhow::Context as _;
use serde_json::Value;

pub(super) const CHECK: Check = Check {
    name: "pyyaml",
    proves: "both loaders of PyYAML, which Ansible uses, read every YAML file as it was written",
    needs: &["yamllint"],
    run,
};

/// Prints a document as JSON, once for each loader.
const READ: &str = "import json, sys, yaml
for loader in (yaml.SafeLoader, yaml.CSafeLoader):
    with open(sys.argv[1], encoding='utf-8') as file:
        print(json.dumps(yaml.load(file, Loader=loader), default=str))";

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    // PyYAML comes with yamllint, in the same Python environment.
    let python = consumer::find("yamllint").context("yamllint")?.with_file_name("python3");
    let mut read = 0;
    for file in subject.files("")? {
        if !matches!(file.extension(), Some("yml" | "yaml")) {
            continue;
        }
        let path = subject.dist.join(&file);
        let meant: Value =
            serde_yaml::from_str(&fs_err::read_to_string(&path)?).with_context(|| file.to_string())?;
        let mut command = consumer::offline(&python);
        let said = consumer::run(command.args(["-c", READ]).arg(&path)).with_context(|| file.to_string())?;
        for line in said.lines() {
            let found: Value = serde_json::from_str(line)?;
            anyhow::ensure!(found == meant, "{file}: PyYAML reads {found}, not {meant}");
        }
        anyhow::ensure!(said.lines().count() == 2, "{file}: one of the loaders is missing");
        read += 1;
    }
    CheckOutcome::proven([(read, "documents are read as they were written")])
}
