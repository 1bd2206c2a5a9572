//! What the playbook does on a machine when every file is written: real Ansible starts the stack, and proves that it runs.

use super::deployment::Deployment;
use crate::{consumer, converge::Recap, verify::machine::TRIAL_ADDRESS};
use anyhow::Context as _;
use camino::Utf8Path;
use serde_json::json;
use std::process::Command;

/// Ansible runs where this program runs, and what it calls there runs on the machine.
const PLAY: &str = r#"
mount -t tmpfs none /usr/local/sbin
cp "$SCRATCH/calls/stack-release" /usr/local/sbin/
cd "$ANSIBLE"
exec timeout --kill-after=5 300 "$PLAYBOOK" --inventory inventory/hosts.yml --limit "$MACHINE" "playbooks/$1" \
  --extra-vars "@$SCRATCH/values.json"
"#;

/// Plays the tasks that start the stack and those that prove that it runs, twice; how many tasks did something is returned, of
/// the first time. The second time nothing is to be done. Then a container is taken away, and the proof misses it.
///
/// # Errors
/// If a task fails, the second time changes something, or the proof does not fail.
pub(super) fn play(
    deployment: &Deployment<'_>,
    ansible: &Utf8Path,
    scratch: &Utf8Path,
) -> anyhow::Result<u32> {
    let site = &deployment.site;
    let calls = scratch.join("calls");
    fs_err::create_dir_all(&calls)?;
    let release = fs_err::read_to_string(ansible.join("roles/common/files/stack-release.sh"))?;
    fs_err::write(scratch.join("stack-release"), release)?;
    let install = "install -m 0755 \"$1\" /usr/local/sbin/stack-release";
    deployment.engine.script(5, install, &[scratch.join("stack-release").as_str()])?;
    for program in ["docker", "stack-release"] {
        let path = calls.join(program);
        fs_err::write(&path, format!("#!/bin/sh\nexec {} \"$@\"\n", deployment.engine.call(program)))?;
        consumer::run(Command::new("chmod").args(["0755", path.as_str()]))?;
    }
    let machine = format!("{}.{}", site.environment, site.host);
    let proof = "    - name: Verify what runs\n      ansible.builtin.import_tasks: tasks/verify.yml\n";
    let head = format!(
        "---\n- name: On the engine\n  hosts: {machine}\n  connection: local\n  gather_facts: false\n  tasks:\n"
    );
    let start =
        format!("    - name: Start\n      ansible.builtin.import_tasks: tasks/start.{}.yml\n", site.host);
    fs_err::write(ansible.join(format!("playbooks/{machine}.yml")), format!("{head}{start}{proof}"))?;
    fs_err::write(ansible.join(format!("playbooks/{machine}.proof.yml")), format!("{head}{proof}"))?;
    let values = json!({
        "ansible_python_interpreter": consumer::TOOLS.folder().join("bin/python").as_str(),
        "stack_dir": deployment.folder.as_str(),
        // A machine that is made for one run has its address from who makes it.
        "trial_address": TRIAL_ADDRESS,
        // What another environment lays out is beyond this world.
        "seed_databases": [],
    });
    fs_err::write(scratch.join("values.json"), values.to_string())?;
    let variables = [
        ("SCRATCH", scratch.as_str()),
        ("ANSIBLE", ansible.as_str()),
        ("MACHINE", &machine),
        ("HOME", scratch.as_str()),
        ("ANSIBLE_NOCOLOR", "1"),
        ("ANSIBLE_LOCALHOST_WARNING", "false"),
    ];
    let run = |playbook: &str| {
        let program = consumer::find("ansible-playbook").context("ansible-playbook")?;
        let mut command = Command::new("unshare");
        command.args(["--mount", "--net", "--", "bash", "-euc", PLAY, "bash", playbook]).envs(variables);
        let path = format!("{calls}:{}:/usr/sbin:/usr/bin:/sbin:/bin", consumer::TOOLS.folder().join("bin"));
        consumer::run(command.env("PATH", path).env("PLAYBOOK", program))
    };
    let recap = || -> anyhow::Result<Recap> {
        let said = run(&format!("{machine}.yml"))?;
        let recap = Recap::read(&said)?;
        anyhow::ensure!(recap.failed.is_empty() && recap.is_good(&machine), "{said}");
        Ok(recap)
    };
    let first = recap().context("the first time")?;
    let second = recap().context("the second time")?;
    anyhow::ensure!(second.changes() == 0, "the second time changed {}", second.changed.join(", "));
    let lost = *deployment.services().last().context("something runs")?;
    deployment.engine.script(30, "docker rm --force \"$1\"", &[&deployment.container(lost)])?;
    match run(&format!("{machine}.proof.yml")) {
        Ok(said) => anyhow::bail!("{} is not there, and the proof does not miss it: {said}", lost.name),
        Err(error) => {
            let (said, why) = (format!("{error:#}"), format!("missing: {};", lost.name));
            anyhow::ensure!(said.contains(&why), "the proof does not say `{why}`: {said}");
        }
    }
    deployment.up()?;
    Ok(first.changes())
}
