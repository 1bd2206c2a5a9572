//! `prepare`: the script that those run who start the compose file without Ansible.

use super::{Check, CheckOutcome, Subject, container};
use crate::consumer;
use anyhow::Context as _;
use camino::Utf8Path;
use std::{os::unix::fs::MetadataExt as _, process::Command};

pub(super) const CHECK: Check = Check {
    name: "prepare",
    proves: "prepare.sh refuses a missing or empty secret, takes a good one, and makes every data folder for its owner",
    needs: &["bash", "namespaces"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let (mut machines, mut folders, mut secrets, mut unquoted) = (0, 0, 0, 0);
    for (environment, host, from) in subject.targets() {
        let scratch = subject.scratch.join(format!("{environment}-{host}"));
        fs_err::create_dir_all(&scratch)?;
        fs_err::copy(from.join("prepare.sh"), scratch.join("prepare.sh"))?;
        let example = fs_err::read_to_string(from.join(".env.example"))?;
        refused(&scratch, "there is no .env").context("without .env")?;
        fs_err::write(scratch.join(".env"), &example)?;
        let empty = example.lines().filter_map(|line| line.strip_suffix('='));
        let names: Vec<&str> = empty.filter(|name| *name != "COMPOSE_PROFILES").collect();
        if let Some(name) = names.first() {
            refused(&scratch, &format!("{name} in .env does not match")).context("with empty secrets")?;
        }
        let good = filled(subject, &example);
        fs_err::write(scratch.join(".env"), &good)?;
        consumer::run(Command::new("bash").arg(scratch.join("prepare.sh"))).context("with good secrets")?;
        let hash = good.lines().find(|line| line.contains('$') && !line.starts_with('#'));
        if let Some((name, _)) = hash.and_then(|line| line.split_once('=')) {
            fs_err::write(scratch.join(".env"), good.replace('\'', ""))?;
            refused(&scratch, &format!("{name} in .env must stand in single quotes"))
                .context("without quotes")?;
            unquoted += 1;
        }
        for service in subject.stack.services() {
            for volume in service.volumes.iter().filter(|_| runs(subject, service, &environment, &host)) {
                let path = scratch.join("data").join(service.name.as_str()).join(&volume.name);
                let metadata = fs_err::metadata(path.as_str().trim_end_matches('/'))?;
                anyhow::ensure!(
                    metadata.uid() == volume.uid,
                    "{path} belongs to {}, not {}",
                    metadata.uid(),
                    volume.uid
                );
                anyhow::ensure!(metadata.mode() & 0o777 == 0o700, "{path} can be read by others");
                folders += 1;
            }
        }
        secrets += names.len();
        machines += 1;
    }
    CheckOutcome::proven([
        (machines, "scripts"),
        (folders, "folders made for their owners"),
        (secrets, "secrets checked"),
        (unquoted, "hashes without quotes refused"),
    ])
}

fn runs(subject: &Subject, service: &stack_model::CheckedService, environment: &str, host: &str) -> bool {
    let here = |site: stack_model::Site<'_>| {
        site.environment.as_str() == environment
            && site.host.as_str() == host
            && service.runs_in(site.deployment)
    };
    subject.stack.sites().any(here) && service.host().as_str() == host
}

fn refused(scratch: &Utf8Path, why: &str) -> anyhow::Result<()> {
    match consumer::run(Command::new("bash").arg(scratch.join("prepare.sh"))) {
        Ok(_) => anyhow::bail!("prepare.sh goes on"),
        Err(error) => {
            let said = error.to_string();
            anyhow::ensure!(said.contains(why), "prepare.sh does not say why: {said}");
            Ok(())
        }
    }
}

/// The example with a value of the right alphabet for each secret.
fn filled(subject: &Subject, example: &str) -> String {
    let value = |name: &str| {
        let known =
            subject.stack.resolved().secrets.iter().find(|(secret, _)| secret.variable().as_str() == name);
        known.map_or_else(String::new, |(_, secret)| container::sample(secret))
    };
    let line = |line: &str| {
        line.strip_suffix('=').map_or_else(|| line.to_owned(), |name| format!("{name}='{}'", value(name)))
    };
    example.lines().map(line).collect::<Vec<_>>().join("\n") + "\n"
}
