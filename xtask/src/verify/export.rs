//! `export`: what the role `backup-export` writes, run as its unit runs it, by the real rclone against an object store.

use super::{Check, CheckOutcome, Subject, namespace, object_store};
use crate::consumer;
use anyhow::Context as _;
use stack_model::{Site, resolve::MachineExport};

pub(super) const CHECK: Check = Check {
    name: "export",
    proves: "the newest dump of each source lies in the bucket as a plain file, with its MANIFEST, and nothing else does; a dump that is missing, changed or too old, a bucket that is not there and a key that is refused are failures, spoil no other folder, and are never reported as a success; no secret is in a list of processes",
    needs: &["ansible-playbook", "rclone", "object-store", "curl", "python3", "ip", "namespaces"],
    run,
};

const SCENES: [&str; 2] = [include_str!("reports.sh"), include_str!("export/scenario.sh")];

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let (mut machines, mut artefacts) = (0, 0);
    for site in subject.stack.sites() {
        let machine_exports = subject.stack.resolved().machine_exports(site.environment);
        let Some(machine_export) =
            machine_exports.iter().find(|machine_export| machine_export.host == *site.host)
        else {
            continue;
        };
        play(subject, &site, machine_export)
            .with_context(|| format!("{} of {}", site.host, site.environment))?;
        machines += 1;
        artefacts += machine_export.sources.iter().map(|source| source.files.len()).sum::<usize>();
    }
    if machines == 0 {
        return CheckOutcome::nothing_to_do("no machine exports its dumps");
    }
    CheckOutcome::proven([
        (machines, "machines"),
        (artefacts, "dump files laid out, replaced and guarded from 6 faults"),
    ])
}

fn play(subject: &Subject, site: &Site<'_>, machine_export: &MachineExport<'_>) -> anyhow::Result<()> {
    let playbook = consumer::find("ansible-playbook").context("ansible-playbook")?;
    let scratch = subject.scratch.join(format!("{}-{}", site.environment, site.host));
    fs_err::create_dir_all(&scratch)?;
    let name = format!("{}.{}", site.environment, site.host);
    let folder = subject.dist.join("ansible/roles/backup-export");
    fs_err::write(scratch.join("fill.yml"), fill(&name))?;
    let mut expected = String::new();
    for source in &machine_export.sources {
        for artefact in &source.files {
            expected.push_str(&format!("{} {} {}\n", source.folder, artefact.stem, artefact.extension));
        }
    }
    fs_err::write(scratch.join("expected"), expected)?;
    let reported = subject
        .stack
        .resolved()
        .heartbeats(site.environment)
        .iter()
        .any(|heartbeat| heartbeat.of == stack_model::resolve::Reporter::Export(site.host.clone()));
    let script = format!(
        "scratch='{scratch}' tree='{}' role='{folder}' playbook='{playbook}' target='{}' reported={}\ncd \"$scratch\"\n{}{}",
        subject.dist.join("ansible"),
        machine_export.target(),
        u8::from(reported),
        object_store::start(&[machine_export.bucket.as_str()]),
        SCENES.concat(),
    );
    namespace::play(&script, &scratch)?;
    Ok(())
}

/// A playbook that fills the templates of the role as the role does, into a folder of this check.
fn fill(name: &str) -> String {
    let files = ["sources.txt", "rclone.conf", "heartbeat.conf", "stack-export.service"];
    let tasks: String = files
        .iter()
        .map(|file| {
            format!(
                "    - ansible.builtin.template: {{ src: '{{{{ role }}}}/templates/{file}.j2', dest: '{{{{ backup_export_folder }}}}/{file}', mode: '0600' }}\n"
            )
        })
        .collect();
    format!(
        "- hosts: {name}\n  connection: local\n  gather_facts: false\n  vars: {{ ansible_python_interpreter: python3 }}\n  tasks:\n{tasks}"
    )
}
