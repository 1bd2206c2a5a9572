//! `ansible-parity`: real Ansible fills every template; the bytes are those of the compose target.

use super::{Check, Subject};
use crate::consumer;
use anyhow::Context as _;
use camino::Utf8PathBuf;
use std::fmt::Write as _;

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
    for (environment, host, folder) in subject.targets() {
        let out = subject.scratch.join(format!("{environment}-{host}"));
        fs_err::create_dir_all(&out)?;
        let pairs = pairs(subject, &folder)?;
        let playbook = subject.scratch.join(format!("{environment}-{host}.yml"));
        fs_err::write(&playbook, fill_playbook(&environment, &host, &pairs, &out, &ansible))?;
        let mut command = consumer::offline(&program);
        command.current_dir(&ansible).env("HOME", &subject.scratch).env("ANSIBLE_LOCALHOST_WARNING", "false");
        consumer::run(command.args(["-i", "inventory/hosts.yml", playbook.as_str()]))?;
        for (index, (template, file)) in pairs.iter().enumerate() {
            let (filled, planned) = (fs_err::read(out.join(index.to_string()))?, fs_err::read(file)?);
            anyhow::ensure!(
                filled == planned,
                "{template} for {environment}/{host}: Ansible writes other bytes"
            );
            compared += 1;
        }
    }
    anyhow::ensure!(compared > 0, "nothing was compared");
    Ok(format!("{compared} files are equal"))
}

/// Each file of a compose target with the template that it comes from: the one that has its name.
fn pairs(subject: &Subject, folder: &Utf8PathBuf) -> anyhow::Result<Vec<(Utf8PathBuf, Utf8PathBuf)>> {
    let templates: Vec<Utf8PathBuf> =
        subject.files("ansible")?.into_iter().filter(|file| file.extension() == Some("j2")).collect();
    let mut pairs = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if !entry.file_type().is_file() {
            continue;
        }
        let file = Utf8PathBuf::try_from(entry.into_path())?;
        let name = file.file_name().unwrap_or_default().trim_start_matches('.').to_owned();
        let name = if name == "10-provision.sh" { "provision.sh".into() } else { name };
        let service = file.strip_prefix(folder)?.components().nth(1).map(|part| part.as_str().to_owned());
        let candidates: Vec<_> =
            templates.iter().filter(|path| path.file_name() == Some(&format!("{name}.j2"))).collect();
        let template = match candidates.as_slice() {
            [one] => (*one).clone(),
            // Two services have a file of this name: the role or the folder names the service.
            several => several
                .iter()
                .find(|path| {
                    service.as_ref().is_some_and(|service| path.as_str().contains(&format!("/{service}/")))
                })
                .with_context(|| format!("no template is known for {file}"))?
                .to_path_buf(),
        };
        pairs.push((template, file));
    }
    Ok(pairs)
}

/// A playbook that fills every template on this machine, as the machine of the inventory.
fn fill_playbook(
    environment: &str,
    host: &str,
    pairs: &[(Utf8PathBuf, Utf8PathBuf)],
    out: &Utf8PathBuf,
    ansible: &Utf8PathBuf,
) -> String {
    let mut text = format!(
        "- hosts: {environment}-{host}\n  connection: local\n  gather_facts: false\n  vars:\n    \
         ansible_python_interpreter: python3\n  tasks:\n"
    );
    for (index, (template, _)) in pairs.iter().enumerate() {
        let _ = write!(
            text,
            "    - ansible.builtin.template:\n        src: {ansible}/{template}\n        dest: {out}/{index}\n        mode: '0644'\n"
        );
    }
    text
}
