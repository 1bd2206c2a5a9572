//! The real consumers: where they are, and how they are installed.

mod cargo;
mod debian;
mod engine;
mod machine;
mod node;
mod python;

use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use sha2::{Digest as _, Sha256};
use std::{
    os::unix::fs::MetadataExt as _,
    process::{Command, Stdio},
};

/// Consumers that are pinned together, and installed together in a folder of their own.
#[derive(Debug)]
pub struct Pinned {
    /// Its name, by which a check can need it.
    pub name: &'static str,
    pins: &'static str,
    fill: fn(&Utf8Path, &str) -> anyhow::Result<()>,
}

/// The programs that only read files.
pub static TOOLS: Pinned =
    Pinned { name: "tools", pins: include_str!("../tools/requirements.txt"), fill: python::fill };

/// The model proxy.
pub static LITELLM: Pinned =
    Pinned { name: "litellm", pins: include_str!("../tools/litellm.txt"), fill: python::fill };

/// The agent gateway, with its Node.
pub static OPENCLAW: Pinned =
    Pinned { name: "openclaw", pins: include_str!("../tools/openclaw/package.json"), fill: node::fill };

/// The workflow automation, with its Node.
pub static N8N: Pinned =
    Pinned { name: "n8n", pins: include_str!("../tools/n8n/package.json"), fill: node::fill_without_peers };

/// The parsers of the pages for people.
pub static PAGES: Pinned =
    Pinned { name: "pages", pins: include_str!("../tools/pages/package.json"), fill: node::fill };

/// The detector of intrusions, with the parsers of its hub.
pub static CROWDSEC: Pinned =
    Pinned { name: "crowdsec", pins: include_str!("../tools/crowdsec.txt"), fill: debian::fill };

/// The client of Uptime Kuma: the pins that are generated for the playbook.
pub static UPTIME_KUMA: Pinned = Pinned {
    name: "uptime-kuma",
    pins: include_str!("../../stack-render/templates/ansible/roles/uptime-config/files/requirements.txt.j2"),
    fill: python::fill,
};

/// The client of OVH's API: the pins that are generated for the playbook.
pub static OVH: Pinned = Pinned {
    name: "ovh",
    pins: include_str!("../../stack-render/templates/ansible/playbooks/files/ovh-requirements.txt.j2"),
    fill: python::fill,
};

/// The auditor of GitHub's workflows.
pub static ZIZMOR: Pinned =
    Pinned { name: "zizmor", pins: include_str!("../tools/zizmor.txt"), fill: python::fill };

/// The object store.
pub static OBJECT_STORE: Pinned =
    Pinned { name: "object-store", pins: include_str!("../tools/object_store.txt"), fill: python::fill };

/// A bare Debian machine, with a mirror of what can be installed on it. Only root can make it.
pub static MACHINE: Pinned = Pinned { name: "machine", pins: machine::PINS, fill: machine::fill };

/// A machine with a Docker engine, with what images are made of. Only root can make it.
pub static ENGINE: Pinned = Pinned { name: "engine", pins: engine::PINS, fill: engine::fill };

/// What alters this code. `mutants` alone needs it, so it is no set that `ci` installs.
pub static CARGO_MUTANTS: Pinned =
    Pinned { name: "cargo-mutants", pins: include_str!("../tools/cargo_mutants.txt"), fill: cargo::fill };

/// Every set that a check or a step of `ci` needs.
pub static SETS: [&Pinned; 12] = [
    &TOOLS,
    &LITELLM,
    &OPENCLAW,
    &N8N,
    &PAGES,
    &CROWDSEC,
    &UPTIME_KUMA,
    &MACHINE,
    &ENGINE,
    &OVH,
    &ZIZMOR,
    &OBJECT_STORE,
];

impl Pinned {
    /// The folder that it is installed in: outside of any clone, one for each set of pins.
    pub fn folder(&self) -> Utf8PathBuf {
        let hash: String =
            Sha256::digest(self.pins).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        cache().join(format!("{}-{hash}", self.name))
    }

    /// Whether it is there as a whole.
    pub fn is_installed(&self) -> bool {
        self.mark().exists()
    }

    /// Written last: a folder without it is not whole, and is filled again.
    fn mark(&self) -> Utf8PathBuf {
        self.folder().join("installed")
    }

    /// Installs it where it is not there yet.
    ///
    /// # Errors
    /// If what installs it fails; what that said is in the error.
    pub fn ensure(&self) -> anyhow::Result<()> {
        if self.is_installed() { Ok(()) } else { self.install() }
    }

    fn install(&self) -> anyhow::Result<()> {
        let folder = self.folder();
        fs_err::create_dir_all(&folder)?;
        (self.fill)(&folder, self.pins)
            .with_context(|| format!("installing the pinned consumers `{}`", self.name))?;
        Ok(fs_err::write(self.mark(), "")?)
    }
}

/// A folder for what a consumer makes once for all runs, so that the next one is faster. Nothing is proven by what is in it.
pub fn kept(name: &str) -> Utf8PathBuf {
    cache().join("kept").join(name)
}

fn cache() -> Utf8PathBuf {
    let variable = |name: &str| {
        std::env::var_os(name).and_then(|value| value.into_string().ok()).filter(|v| !v.is_empty())
    };
    let base = variable("XDG_CACHE_HOME").or_else(|| variable("HOME").map(|home| format!("{home}/.cache")));
    Utf8PathBuf::from(base.unwrap_or_else(|| "/var/cache".into())).join("stackwright")
}

/// Installs the Debian packages that are missing, where this is Debian and this process may.
///
/// # Errors
/// If apt fails.
pub fn install_debian() -> anyhow::Result<()> {
    let status = Command::new("bash")
        .args(["-c", include_str!("../tools/debian.sh")])
        .stdin(Stdio::null())
        .status()?;
    anyhow::ensure!(status.success(), "installing the Debian packages: {status}");
    Ok(())
}

/// Installs the sets that are not there yet; those are returned.
///
/// # Errors
/// If Python, pip or npm fails; what they said is in the error.
pub fn install() -> anyhow::Result<Vec<&'static Pinned>> {
    let possible = |set: &&Pinned| ![MACHINE.name, ENGINE.name].contains(&set.name) || is_root();
    let missing: Vec<_> = SETS.into_iter().filter(possible).filter(|set| !set.is_installed()).collect();
    for set in &missing {
        set.install()?;
    }
    Ok(missing)
}

/// A pinned consumer, else a program of that name on the machine.
pub fn find(program: &str) -> Option<Utf8PathBuf> {
    let pinned = TOOLS.folder().join("bin").join(program);
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
    let bin = TOOLS.folder().join("bin");
    let path = std::env::var_os("PATH").and_then(|path| path.into_string().ok()).unwrap_or_default();
    command.env("PATH", format!("{bin}:{path}")).env_remove("DOCKER_HOST").stdin(Stdio::null());
    command
}

/// Whether this process may make namespaces.
pub fn can_unshare() -> bool {
    let probe = Command::new("unshare").args(["--net", "--mount", "--", "true"]).output();
    probe.is_ok_and(|output| output.status.success())
}

/// Whether this process may do everything.
pub fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
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
