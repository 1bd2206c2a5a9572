//! `ansible-parity`: real Ansible fills every template; the bytes are those of the compose target.

use super::{Check, Subject, machine};
use crate::consumer;
use anyhow::Context as _;
use camino::Utf8Path;
use stack_render::{File, OutPath};

pub(super) const CHECK: Check = Check {
    name: "ansible-parity",
    proves: "each template filled by real Ansible equals the file of the compose target, byte for byte",
    needs: &["ansible-playbook"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<String> {
    let program = consumer::find("ansible-playbook").context("ansible-playbook")?;
    let ansible = subject.dist.join("ansible");
    let mut compared = 0;
    for (environment, host, _) in subject.targets() {
        let below = format!("compose/{environment}/{host}/");
        // What belongs to the environment stands beside its machines, and is the same from each of them.
        let monitors = format!("compose/{environment}/monitors.json");
        let here = |path: &str| path.starts_with(&below) || path == monitors;
        let filled: Vec<(&OutPath, &File)> =
            subject.tree.files().filter(|(path, _)| here(path.as_str())).collect();
        let out = subject.scratch.join(format!("{environment}-{host}"));
        fs_err::create_dir_all(&out)?;
        let playbook = subject.scratch.join(format!("{environment}-{host}.yml"));
        fs_err::write(&playbook, fill_playbook(&environment, &host, &filled, &out, &subject.dist)?)?;
        let mut command = consumer::offline(&program);
        command.current_dir(&ansible).env("HOME", &subject.scratch).env("ANSIBLE_LOCALHOST_WARNING", "false");
        // Nobody knows the address of a machine that is made for one run.
        command.args(["--extra-vars", &format!("trial_address={}", machine::TRIAL_ADDRESS)]);
        consumer::run(command.args(["-i", "inventory/hosts.yml", playbook.as_str()]))?;
        for (index, (path, file)) in filled.iter().enumerate() {
            let bytes = fs_err::read(out.join(index.to_string()))?;
            anyhow::ensure!(bytes == file.contents.as_bytes(), "{path}: Ansible writes other bytes");
            compared += 1;
        }
    }
    anyhow::ensure!(compared > 0, "nothing was compared");
    Ok(format!("{compared} files are equal"))
}

/// A playbook that fills every template on this machine, as the machine of the inventory.
fn fill_playbook(
    environment: &str,
    host: &str,
    files: &[(&OutPath, &File)],
    out: &Utf8Path,
    dist: &Utf8Path,
) -> anyhow::Result<String> {
    let mut text = format!(
        "- hosts: {environment}.{host}\n  connection: local\n  gather_facts: false\n  vars:\n    \
         ansible_python_interpreter: python3\n  tasks:\n"
    );
    for (index, (path, file)) in files.iter().enumerate() {
        let template = file.template.as_ref().with_context(|| format!("{path} comes from no template"))?;
        text.push_str(&format!(
            "    - ansible.builtin.template:\n        src: {dist}/{template}\n        dest: {out}/{index}\n        mode: '0644'\n"
        ));
    }
    Ok(text)
}
