//! Consumers that cargo builds from crates.io.

use super::run;
use anyhow::Context as _;
use camino::Utf8Path;
use std::process::Command;

/// Builds the pinned program, `<name> <version>`, into the folder's `bin`, with the versions of its own lock file.
pub(super) fn fill(folder: &Utf8Path, pins: &str) -> anyhow::Result<()> {
    let (name, version) = pins.trim().split_once(' ').context("a pin is a name and a version")?;
    let mut install = Command::new("cargo");
    install.args(["install", name, "--version", version, "--locked", "--quiet", "--root", folder.as_str()]);
    run(&mut install).with_context(|| format!("building {name} {version}"))?;
    Ok(())
}
