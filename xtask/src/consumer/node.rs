//! Consumers that npm carries.

use super::run;
use camino::Utf8Path;
use std::process::Command;

/// Installs what the pins, a `package.json`, depend on.
///
/// No package runs a script of its own: what was tried starts without, and a script may fetch anything.
pub(super) fn fill(folder: &Utf8Path, pins: &str) -> anyhow::Result<()> {
    install(folder, pins, &[])
}

/// The same, without the packages that others expect beside them but do not depend on.
///
/// n8n 2.41.1 was tried this way only: it names what it needs itself, and its libraries expect versions of theirs that
/// do not fit together.
pub(super) fn fill_without_peers(folder: &Utf8Path, pins: &str) -> anyhow::Result<()> {
    install(folder, pins, &["--legacy-peer-deps"])
}

fn install(folder: &Utf8Path, pins: &str, more: &[&str]) -> anyhow::Result<()> {
    fs_err::write(folder.join("package.json"), pins)?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"]);
    run(npm.args(["--loglevel", "error"]).args(more).current_dir(folder))?;
    Ok(())
}
