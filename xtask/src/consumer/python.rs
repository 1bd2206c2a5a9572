//! Consumers that pip carries.

use super::{check, run};
use anyhow::Context as _;
use camino::Utf8Path;
use std::process::Command;

/// Makes a Python environment of the folder, with exactly the pinned packages in it.
pub(super) fn fill(folder: &Utf8Path, pins: &str) -> anyhow::Result<()> {
    let requirements = folder.join("requirements.txt");
    fs_err::write(&requirements, pins)?;
    run(Command::new("python3").args(["-m", "venv", folder.as_str()]))
        .context("making a Python environment")?;
    let pip = Command::new(folder.join("bin/pip"))
        .args(["install", "--quiet", "--no-deps", "--disable-pip-version-check", "-r"])
        .arg(&requirements)
        .output();
    check(pip.context("starting pip")?)?;
    Ok(())
}
