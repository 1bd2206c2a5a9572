//! `workflows`: the workflows of GitHub, by their schema and by what is known to be dangerous in them.

use super::{Check, CheckOutcome, Subject};
use crate::consumer;
use anyhow::Context as _;
use camino::Utf8Path;

pub(super) const CHECK: Check = Check {
    name: "workflows",
    proves: "every workflow fits GitHub's schema, zizmor finds nothing in it, its actions are pinned by commit, no expression reaches a shell, and each variable that it hands to Ansible is read there",
    needs: &["check-jsonschema", "zizmor", "shellcheck"],
    run,
};

const FOLDER: &str = "ansible/.github/workflows";

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let folder = subject.dist.join(FOLDER);
    let files = subject.files(FOLDER)?;
    let schema = consumer::find("check-jsonschema").context("check-jsonschema")?;
    let mut command = consumer::offline(&schema);
    command.args(["--builtin-schema", "vendor.github-workflows"]).current_dir(&folder).args(&files);
    consumer::run(&mut command)?;
    let zizmor = consumer::ZIZMOR.folder().join("bin/zizmor");
    let mut command = consumer::offline(&zizmor);
    command.args(["--offline", "--no-progress", "--no-config", "--persona", "pedantic"]);
    consumer::run(command.current_dir(&folder).args(&files))?;
    let shellcheck = consumer::find("shellcheck").context("shellcheck")?;
    let (mut actions, mut scripts) = (0, 0);
    for file in &files {
        let text = fs_err::read_to_string(folder.join(file))?;
        actions += pinned(&text).with_context(|| file.to_string())?;
        for (index, script) in shell(&text)?.iter().enumerate() {
            anyhow::ensure!(!script.contains("${{"), "{file}: an expression reaches a shell:\n{script}");
            let name = format!("{}-{index}.sh", file.as_str().replace('/', "-"));
            let path = subject.scratch.join(name);
            fs_err::write(&path, format!("#!/usr/bin/env bash\nset -eo pipefail\n{script}"))?;
            consumer::run(consumer::offline(&shellcheck).arg(&path)).with_context(|| file.to_string())?;
            handed_over(subject, script).with_context(|| file.to_string())?;
            scripts += 1;
        }
    }
    CheckOutcome::proven([
        (files.len(), "workflows fit"),
        (actions, "actions are pinned"),
        (scripts, "scripts are clean"),
    ])
}

/// How many actions a workflow uses; each by forty hexadecimal digits, with the version in a comment.
fn pinned(text: &str) -> anyhow::Result<usize> {
    let mut count = 0;
    for line in text.lines() {
        let Some(used) = line.trim_start_matches([' ', '-']).strip_prefix("uses: ") else { continue };
        let (_, reference) = used.split_once('@').with_context(|| used.to_owned())?;
        let (commit, version) = reference.split_once(" # v").with_context(|| used.to_owned())?;
        let hex = commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit());
        anyhow::ensure!(hex && !version.is_empty(), "`{used}` is not pinned");
        count += 1;
    }
    Ok(count)
}

/// The scripts of a workflow's steps.
fn shell(text: &str) -> anyhow::Result<Vec<String>> {
    let workflow: serde_json::Value = serde_yaml::from_str(text)?;
    let jobs = workflow["jobs"].as_object().context("no jobs")?;
    let steps = jobs.values().filter_map(|job| job["steps"].as_array()).flatten();
    Ok(steps.filter_map(|step| step["run"].as_str()).map(str::to_owned).collect())
}

/// That each variable which a script hands to Ansible is read by a playbook or by the inventory, and each path exists.
fn handed_over(subject: &Subject, script: &str) -> anyhow::Result<()> {
    let words: Vec<&str> = script.split_whitespace().collect();
    for (index, word) in words.iter().enumerate() {
        let root = subject.dist.join("ansible");
        let is_file = word.starts_with("playbooks/") || word.starts_with("scripts/");
        anyhow::ensure!(!is_file || word.contains('*') || root.join(word).exists(), "there is no {word}");
        if *word != "--extra-vars" {
            continue;
        }
        let assigned = words.get(index + 1).and_then(|word| word.trim_matches('"').split_once('='));
        let (name, _) = assigned.context("--extra-vars without a variable")?;
        let reads =
            |path: &Utf8Path| fs_err::read_to_string(root.join(path)).is_ok_and(|text| text.contains(name));
        let readers = ["inventory/hosts.yml", "playbooks/tasks/upgrade.yml"];
        anyhow::ensure!(readers.iter().any(|path| reads(Utf8Path::new(path))), "nothing reads {name}");
    }
    Ok(())
}
