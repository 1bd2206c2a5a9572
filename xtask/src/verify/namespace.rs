//! A network namespace with no way out, for programs that really run.

use crate::consumer;
use camino::Utf8Path;
use std::process::Command;

/// Where apt may keep what it has read of its lists: images often forbid it, and then each task of Ansible that asks for a package
/// reads them anew. apt itself sees when they are others.
const APT: &str = r#"
mkdir -p "$kept/settings"
printf 'Dir::Cache::%s;\n' "pkgcache \"$kept/pkgcache.bin\"" "srcpkgcache \"$kept/srcpkgcache.bin\"" >"$kept/settings/zz-kept"
mount -t overlay overlay -o "lowerdir=$kept/settings:/etc/apt/apt.conf.d" /etc/apt/apt.conf.d
"#;

/// Runs a bash script in namespaces of its own: the network holds nothing but a loopback, mounts end with it, and so does
/// every process that it started, because it is the first one there. It has a quarter of an hour; what it prints is returned.
///
/// # Errors
/// If it leaves with another status than 0; what it said is in the error.
pub(super) fn play(script: &str, scratch: &Utf8Path) -> anyhow::Result<String> {
    let file = scratch.join("stage.sh");
    let kept = consumer::kept("apt");
    fs_err::write(&file, format!("set -euo pipefail\nip link set lo up\nkept='{kept}'\n{APT}{script}"))?;
    let mut command = Command::new("timeout");
    command.args([
        "--kill-after=5",
        "900",
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
