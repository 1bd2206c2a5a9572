//! `wizard`: the script that asks people for what neither the stack nor chance can say, run with its answers.

use super::{Check, CheckOutcome, Subject, init_vault::Desk};
use anyhow::Context as _;
use camino::Utf8Path;
use stack_model::{Source, check};
use stack_render::{apply, changes, plan};

pub(super) const CHECK: Check = Check {
    name: "wizard",
    proves: "wizard.sh asks for each answer once, again if it is wrong, keeps it as the default of the next run, and writes its own file only; Ansible reaches the machine where it was told",
    needs: &["ansible-vault", "ansible", "bash"],
    run,
};

/// A stack that does not say where one of its machines is, and has no secret.
const WITHOUT_ADDRESS: &str = include_str!("wizard/without_address.yml");

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let mut asked = 0;
    let desk = Desk::new(&subject.dist, &subject.scratch.join("stack"))?;
    for (environment, _) in subject.stack.resolved().deployments() {
        let group = environment.identifier();
        asked += key_file(&desk, &group).with_context(|| group.clone())?;
    }
    let stack = Source::new("without-address.yml", WITHOUT_ADDRESS).parse()?;
    let tree = plan(&check(stack)?)?;
    let dist = subject.scratch.join("dist");
    apply(&changes(&tree, &dist)?, &tree, &dist)?;
    address(&Desk::new(&dist, &subject.scratch.join("without-address"))?)?;
    CheckOutcome::proven([(
        asked + 1,
        "answers asked for, each wrong one again; the second runs write nothing",
    )])
}

/// The file of the ssh key: left out, wrong, then right. The secrets behind it are not answered, so the run ends there;
/// what was answered before is kept.
fn key_file(desk: &Desk, group: &str) -> anyhow::Result<usize> {
    let file = desk.repository.join("inventory/group_vars").join(group).join("wizard.yml");
    let play = |answers: &str| {
        // Whether the vault is complete is a matter of `init-vault`; here it has no answers and may stop.
        let said = desk.script("wizard.sh", group, &[], &[], answers);
        said.unwrap_or_else(|error| error.to_string())
    };
    let said = play("no path\n~/.ssh/id_stack\n");
    let times = said.matches("(ansible_ssh_private_key_file)").count();
    anyhow::ensure!(times == 1, "the key is asked for {times} times: {said}");
    anyhow::ensure!(said.contains("it does not match"), "a wrong answer is taken: {said}");
    let written = fs_err::read_to_string(&file)?;
    anyhow::ensure!(written.ends_with("ansible_ssh_private_key_file: \"~/.ssh/id_stack\"\n"), "{written}");
    let others = listing(&desk.repository)?;
    let said = play("\n");
    anyhow::ensure!(said.contains("[~/.ssh/id_stack]"), "the next run forgets: {said}");
    anyhow::ensure!(!said.contains("wrote"), "the second run writes");
    anyhow::ensure!(fs_err::read_to_string(&file)? == written, "the second run changes its file");
    play("-\n");
    anyhow::ensure!(fs_err::read_to_string(&file)?.ends_with("---\n{}\n"), "an answer cannot be taken back");
    let unknown: Vec<String> =
        listing(&desk.repository)?.into_iter().filter(|path| !others.contains(path)).collect();
    anyhow::ensure!(unknown.is_empty(), "it writes {unknown:?}");
    Ok(1)
}

/// An address that the stack leaves out: asked for, checked, and used by Ansible.
fn address(desk: &Desk) -> anyhow::Result<()> {
    let missing = desk.script("wizard.sh", "prod", &[], &["--check"], "");
    let missing = missing.err().map(|error| error.to_string()).unwrap_or_default();
    anyhow::ensure!(missing.contains("wizard_address_work_box is missing"), "--check says {missing}");
    let none = desk.script("wizard.sh", "prod", &[], &[], "").err().map(|error| error.to_string());
    let none = none.unwrap_or_default();
    anyhow::ensure!(none.contains("no answer for wizard_address_work_box"), "it goes on without: {none}");
    desk.script("wizard.sh", "prod", &[], &[], "not an address\n198.51.100.7\n\n")?;
    desk.script("wizard.sh", "prod", &[], &["--check"], "").context("--check after the answers")?;
    anyhow::ensure!(desk.reaches("prod.vps")? == "203.0.113.10", "Ansible leaves the address of the stack");
    anyhow::ensure!(
        desk.reaches("prod.work-box")? == "198.51.100.7",
        "Ansible does not know where the machine is"
    );
    Ok(())
}

/// The files of a repository.
fn listing(repository: &Utf8Path) -> anyhow::Result<Vec<String>> {
    let mut paths = Vec::new();
    for entry in walkdir::WalkDir::new(repository) {
        paths.push(entry?.path().to_string_lossy().into_owned());
    }
    Ok(paths)
}
