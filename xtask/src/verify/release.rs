//! `release`: the script that keeps the files of healthy deployments, and puts an earlier one back.

use super::{Check, Subject};
use crate::consumer;
use anyhow::Context as _;
use camino::Utf8Path;
use std::process::Command;

pub(super) const CHECK: Check = Check {
    name: "release",
    proves: "stack-release keeps what stands once, keeps two, and puts back the files of the one before, or refuses",
    needs: &["bash"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<String> {
    let script = subject.dist.join("ansible/roles/common/files/stack-release.sh");
    let mut states = 0;
    for (environment, host, from) in subject.targets() {
        let stack = subject.scratch.join(format!("{environment}-{host}"));
        consumer::run(Command::new("cp").args(["-a", from.as_str(), stack.as_str()]))?;
        let release = |action: &str| {
            consumer::run(Command::new("bash").args([script.as_str(), action, stack.as_str()]))
        };
        let none = release("back").err().context("it goes back to nothing")?;
        anyhow::ensure!(none.to_string().contains("no earlier deployment"), "it does not say why: {none}");

        let first = written(&stack, "one")?;
        kept(&release("keep")?, true)?;
        kept(&release("keep")?, false)?;
        written(&stack, "two")?;
        let added = stack.join("configs/added.conf");
        fs_err::write(&added, "added\n")?;
        kept(&release("keep")?, true)?;
        let before = state(&stack)?;
        written(&stack, "three, which never becomes healthy")?;
        release("back")?;
        anyhow::ensure!(state(&stack)? == before, "{stack}: not the last deployment that was healthy");
        release("back")?;
        anyhow::ensure!(state(&stack)? == first, "{stack}: not the deployment before the last one");
        anyhow::ensure!(!added.exists(), "{added} is of a later deployment");
        kept(&release("keep")?, true)?;
        let folders = fs_err::read_dir(stack.join("releases"))?.filter_map(Result::ok);
        let kept = folders.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).count();
        anyhow::ensure!(kept == 2, "{kept} deployments are kept");
        states += 3;
    }
    Ok(format!("{states} deployments of {} machines kept, left and put back", subject.targets().len()))
}

/// Alters the compose file, and says what stands then.
fn written(stack: &Utf8Path, note: &str) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let path = stack.join("docker-compose.yml");
    let text = fs_err::read_to_string(&path)?;
    fs_err::write(&path, format!("{text}# {note}\n"))?;
    fs_err::write(stack.join(".env"), format!("NOTE='{note}'\n"))?;
    state(stack)
}

fn kept(said: &str, expected: bool) -> anyhow::Result<()> {
    anyhow::ensure!(said.starts_with("kept ") == expected, "keep says {said:?}");
    Ok(())
}

/// Every file that belongs to a deployment, with what it holds.
fn state(stack: &Utf8Path) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for part in ["docker-compose.yml", ".env", "Caddyfile", "configs", "build"] {
        let path = stack.join(part);
        for entry in walkdir::WalkDir::new(&path).sort_by_file_name().into_iter().filter(|_| path.exists()) {
            let entry = entry?;
            if entry.file_type().is_file() {
                files.push((entry.path().display().to_string(), fs_err::read(entry.path())?));
            }
        }
    }
    anyhow::ensure!(files.len() > 2, "{stack} has no files");
    Ok(files)
}
