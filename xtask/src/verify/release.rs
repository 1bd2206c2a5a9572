//! `release`: the script that keeps the files of healthy deployments, and puts an earlier one back.

use super::{Check, CheckOutcome, Subject};
use crate::consumer;
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use std::process::Command;

pub(super) const CHECK: Check = Check {
    name: "release",
    proves: "stack-release keeps what stands once, keeps two, removes the images of the one that it drops and no others, and puts back the files of the one before, or refuses",
    needs: &["bash"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let script = subject.dist.join("ansible/roles/common/files/stack-release.sh");
    let parts = subject.tree.deployment().release_parts();
    let mut states = 0;
    for (environment, host, from) in subject.targets() {
        let stack = subject.scratch.join(format!("{environment}-{host}"));
        consumer::run(Command::new("cp").args(["-a", from.as_str(), stack.as_str()]))?;
        let calls = docker(&stack)?;
        let release = |action: &str| {
            let mut command = Command::new("bash");
            command.env("PATH", format!("{stack}/bin:/usr/bin:/bin"));
            consumer::run(command.args([script.as_str(), action, stack.as_str()]))
        };
        let none = release("back").err().context("it goes back to nothing")?;
        anyhow::ensure!(none.to_string().contains("no earlier deployment"), "it does not say why: {none}");

        let first = written(&stack, &parts, "one")?;
        kept(&release("keep")?, true)?;
        kept(&release("keep")?, false)?;
        written(&stack, &parts, "two")?;
        let added = stack.join("configs/added.conf");
        fs_err::write(&added, "added\n")?;
        kept(&release("keep")?, true)?;
        let before = state(&stack, &parts)?;
        written(&stack, &parts, "three, which never becomes healthy")?;
        let broken = state(&stack, &parts)?;
        let earlier = release("earlier")?;
        anyhow::ensure!(state(&stack, &parts)? == broken, "to ask which one is the earlier alters {stack}");
        let said = release("back")?;
        anyhow::ensure!(said == format!("back {earlier}"), "`{said}` after `{earlier}` was announced");
        anyhow::ensure!(
            state(&stack, &parts)? == before,
            "{stack}: not the last deployment that was healthy"
        );
        release("back")?;
        anyhow::ensure!(state(&stack, &parts)? == first, "{stack}: not the deployment before the last one");
        anyhow::ensure!(!added.exists(), "{added} is of a later deployment");
        kept(&release("keep")?, true)?;
        let folders = fs_err::read_dir(stack.join("releases"))?.filter_map(Result::ok);
        let kept = folders.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).count();
        anyhow::ensure!(kept == 2, "{kept} deployments are kept");
        let removed = |calls: &str| -> Vec<String> {
            calls.lines().filter_map(|call| call.strip_prefix("image rm ")).map(str::to_owned).collect()
        };
        anyhow::ensure!(
            removed(&fs_err::read_to_string(&calls)?).is_empty(),
            "an image of a kept deployment is removed"
        );
        written(&stack, &parts, "four")?;
        // A container outside of the stack uses it: it stays, and that is no failure.
        let said = release("keep")?;
        let calls = fs_err::read_to_string(&calls)?;
        anyhow::ensure!(removed(&calls) == [image("two")], "other images are removed: {calls}");
        anyhow::ensure!(!said.contains("removed"), "what is used counts as removed: {said}");
        let project = &subject.stack.project().name;
        let prune = format!("image prune --force --filter label=com.docker.compose.project={project}");
        anyhow::ensure!(calls.lines().any(|call| call == prune), "what builds leave stays: {calls}");
        states += 4;
    }
    CheckOutcome::proven([
        (subject.targets().len(), "machines"),
        (states, "deployments kept, left and put back"),
    ])
}

/// A stand-in of Docker, which writes down what it is asked, and removes no image that is used; the path of what it wrote.
fn docker(stack: &Utf8Path) -> anyhow::Result<Utf8PathBuf> {
    let (bin, calls) = (stack.join("bin"), stack.join("docker-calls"));
    fs_err::create_dir_all(&bin)?;
    fs_err::write(&calls, "")?;
    let program =
        format!("#!/bin/sh\necho \"$*\" >>'{calls}'\ncase \"$1 $2\" in 'image rm') exit 1 ;; esac\n");
    fs_err::write(bin.join("docker"), program)?;
    consumer::run(Command::new("chmod").args(["+x", bin.join("docker").as_str()]))?;
    Ok(calls)
}

/// The image that a deployment alone has.
fn image(note: &str) -> String {
    format!("registry.example/release:{}", note.split(',').next().unwrap_or_default())
}

/// Alters the first image of the compose file, and says what stands then.
fn written(stack: &Utf8Path, parts: &[&str], note: &str) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let path = stack.join("docker-compose.yml");
    let text = fs_err::read_to_string(&path)?;
    let (before, rest) = text.split_once("image: \"").context("a compose file without an image")?;
    let (_, after) = rest.split_once('"').context("an image without an end")?;
    fs_err::write(&path, format!("{before}image: \"{}\"{after}", image(note)))?;
    fs_err::write(stack.join(".env"), format!("NOTE='{note}'\n"))?;
    state(stack, parts)
}

fn kept(said: &str, expected: bool) -> anyhow::Result<()> {
    anyhow::ensure!(said.starts_with("kept ") == expected, "keep says {said:?}");
    Ok(())
}

/// Every file that belongs to a deployment, with what it holds.
fn state(stack: &Utf8Path, parts: &[&str]) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for part in parts {
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
