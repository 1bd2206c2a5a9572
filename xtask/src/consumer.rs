//! The real consumers: where they are, and how they are installed.

use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use sha2::{Digest as _, Sha256};
use std::process::{Command, Stdio};

/// The pinned consumers that pip carries.
const REQUIREMENTS: &str = include_str!("../tools/requirements.txt");

/// The folder that the pinned consumers are installed in: outside of any clone, one for each set of pins.
pub fn folder() -> Utf8PathBuf {
    let hash: String =
        Sha256::digest(REQUIREMENTS).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    cache().join(format!("tools-{hash}"))
}

fn cache() -> Utf8PathBuf {
    let variable = |name: &str| {
        std::env::var_os(name).and_then(|value| value.into_string().ok()).filter(|v| !v.is_empty())
    };
    let base = variable("XDG_CACHE_HOME").or_else(|| variable("HOME").map(|home| format!("{home}/.cache")));
    Utf8PathBuf::from(base.unwrap_or_else(|| "/var/cache".into())).join("stackwright")
}

/// Installs the pinned consumers, if this set of pins is not there yet. `true` if it had to.
///
/// # Errors
/// If Python or pip fails; what they said is in the error.
pub fn install() -> anyhow::Result<bool> {
    let folder = folder();
    let done = folder.join("installed");
    if done.exists() {
        return Ok(false);
    }
    fs_err::create_dir_all(&folder)?;
    let requirements = folder.join("requirements.txt");
    fs_err::write(&requirements, REQUIREMENTS)?;
    run(Command::new("python3").args(["-m", "venv", folder.as_str()]))
        .context("making a Python environment")?;
    let pip = folder.join("bin/pip");
    let pip = Command::new(pip)
        .args(["install", "--quiet", "--no-deps", "--disable-pip-version-check", "-r"])
        .arg(&requirements)
        .output();
    check(pip.context("starting pip")?).context("installing the pinned consumers")?;
    // Written last: a folder without it is not whole, and is filled again.
    fs_err::write(done, "")?;
    Ok(true)
}

/// A pinned consumer, else a program of that name on the machine.
pub fn find(program: &str) -> Option<Utf8PathBuf> {
    let pinned = folder().join("bin").join(program);
    if pinned.exists() {
        return Some(pinned);
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .filter_map(|folder| Utf8PathBuf::from_path_buf(folder.join(program)).ok())
        .find(|candidate| candidate.is_file())
}

/// A command that cannot reach the network: its own network namespace, with nothing in it but a loopback that is down.
///
/// Where the machine allows no namespaces the plain program is used; none of the consumers started this way asks for
/// the network.
pub fn offline(program: &Utf8Path) -> Command {
    let mut command = if can_unshare() {
        let mut command = Command::new("unshare");
        command.args(["--net", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    let bin = folder().join("bin");
    let path = std::env::var_os("PATH").and_then(|path| path.into_string().ok()).unwrap_or_default();
    command.env("PATH", format!("{bin}:{path}")).env_remove("DOCKER_HOST").stdin(Stdio::null());
    command
}

/// Whether this process may make namespaces.
pub fn can_unshare() -> bool {
    let probe = Command::new("unshare").args(["--net", "--mount", "--", "true"]).output();
    probe.is_ok_and(|output| output.status.success())
}

/// Runs a command to its end.
///
/// # Errors
/// If it cannot be started, or leaves with another status than 0; what it said is in the error.
pub fn run(command: &mut Command) -> anyhow::Result<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    check(command.output().with_context(|| format!("starting {program}"))?)
}

fn check(output: std::process::Output) -> anyhow::Result<String> {
    let said =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    anyhow::ensure!(output.status.success(), "{}\n{}", output.status, said.trim());
    Ok(said)
}
