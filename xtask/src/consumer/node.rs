//! Consumers that npm carries.

use super::run;
use camino::Utf8Path;
use std::process::Command;

/// Installs what the pins, a `package.json`, depend on.
///
/// No package runs a script of its own: what was tried starts without, and a script may fetch anything.
pub(super) fn fill(folder: &Utf8Path, pins: &str) -> anyhow::Result<()> {
    fs_err::write(folder.join("package.json"), pins)?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"]);
    run(npm.args(["--loglevel", "error"]).current_dir(folder))?;
    Ok(())
}
