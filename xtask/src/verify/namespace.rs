//! A network namespace with no way out, for programs that really run.

use crate::consumer;
use camino::Utf8Path;
use std::process::Command;

/// Runs a bash script in namespaces of its own: the network holds nothing but a loopback, mounts end with it, and so does
/// every process that it started, because it is the first one there. It has seven minutes; what it prints is returned.
///
/// # Errors
/// If it leaves with another status than 0; what it said is in the error.
pub(super) fn play(script: &str, scratch: &Utf8Path) -> anyhow::Result<String> {
    let file = scratch.join("stage.sh");
    fs_err::write(&file, format!("set -euo pipefail\nip link set lo up\n{script}"))?;
    let mut command = Command::new("timeout");
    command.args([
        "--kill-after=5",
        "420",
        "unshare",
        "--net",
        "--mount",
        "--pid",
        "--fork",
        "--mount-proc",
        "--",
        "bash",
    ]);
    consumer::run(command.arg(file))
}
