//! A machine with a Docker engine of its own, and a world that ends beside it.

use super::world::World;
use crate::{consumer, verify::container};
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use stackwright::docker::Docker;
use std::{
    io::Write as _,
    os::unix::process::CommandExt as _,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

const KEEPER: &str = include_str!("keeper.sh");
const STAGE: &str = include_str!("stage.sh");
const DAEMON: &str = include_str!("daemon.sh");
const ACTIVATION: &str = include_str!("probes/activation.py");

/// The longest that a run may take, in seconds.
const LIMIT: u32 = 1500;

/// What is done to the engine's process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// It is asked to end.
    Stop,
    /// It is killed.
    Kill,
}

/// A machine with an engine. When it is dropped, or the process that holds it ends for any reason, everything of it goes: its
/// processes, mounts, interfaces, control groups and files.
pub(super) struct Engine {
    /// The keeper outside of the machine; its standard input holds it.
    keeper: Child,
    scratch: Utf8PathBuf,
    leader: u32,
}

impl Engine {
    /// Why no engine can be started here, if so.
    ///
    /// # Errors
    /// If the probe cannot be started.
    pub(super) fn refused() -> anyhow::Result<Option<String>> {
        if !consumer::is_root() {
            return Ok(Some("only root can start an engine".into()));
        }
        if !consumer::ENGINE.is_installed() {
            return Ok(Some("the engine's machine not found".into()));
        }
        let missing = ["docker-compose", "caddy", "unshare", "nsenter", "ip"];
        if let Some(missing) = missing.into_iter().find(|program| consumer::find(program).is_none()) {
            return Ok(Some(format!("{missing} not found")));
        }
        let mut probe = Command::new("unshare");
        probe.args([
            "--cgroup",
            "--net",
            "--mount",
            "--pid",
            "--uts",
            "--ipc",
            "--fork",
            "--mount-proc",
            "--",
        ]);
        probe.args(["ip", "link", "add", "name", "here", "type", "veth", "peer", "name", "there"]);
        let probe = probe.output().context("starting unshare")?;
        let said = String::from_utf8_lossy(&probe.stderr);
        Ok((!probe.status.success()).then(|| format!("namespaces are not allowed here: {}", said.trim())))
    }

    /// Makes the machine in a folder of its own, and starts its engine with a generated `daemon.json`.
    ///
    /// # Errors
    /// If the machine cannot be made, or its engine does not start; what it said is in the error.
    pub(super) fn start(scratch: &Utf8Path, settings: &Utf8Path, world: &World) -> anyhow::Result<Self> {
        let name = scratch.file_name().context("a folder has a name")?;
        let compose = consumer::find("docker-compose").context("docker-compose")?;
        let mut stage = String::new();
        for (variable, value) in [
            ("SCRATCH", scratch.as_str()),
            ("ENGINE", consumer::ENGINE.folder().as_str()),
            ("COMPOSE", compose.as_str()),
            ("NAME", name),
            ("WORLD", &world.internet.to_string()),
            ("WORLD_PORTS", &World::ports()),
        ] {
            stage.push_str(&format!("{variable}='{value}'\n"));
        }
        stage.push_str(STAGE);
        fs_err::write(scratch.join("stage.sh"), stage)?;
        fs_err::write(scratch.join("daemon.sh"), DAEMON)?;
        fs_err::write(scratch.join("activation.py"), ACTIVATION)?;
        fs_err::copy(settings, scratch.join("daemon.json"))?;
        fs_err::write(scratch.join("zones"), world.zones())?;
        let keeper = Command::new("bash")
            .args(["-c", KEEPER, "keeper", scratch.as_str(), name, &LIMIT.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // An interrupt at the terminal ends who asked for the machine, and not who takes it away.
            .process_group(0)
            .spawn()
            .context("starting bash")?;
        let mut engine = Self { keeper, scratch: scratch.to_owned(), leader: 0 };
        engine.leader = engine.await_leader()?;
        engine.revive()?;
        Ok(engine)
    }

    fn await_leader(&self) -> anyhow::Result<u32> {
        let start = Instant::now();
        while !self.scratch.join("leader").exists() {
            if start.elapsed() > Duration::from_secs(30) {
                let said = fs_err::read_to_string(self.scratch.join("stage.log")).unwrap_or_default();
                anyhow::bail!("the machine does not get ready: {}", said.trim());
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(fs_err::read_to_string(self.scratch.join("leader"))?.trim().parse()?)
    }

    /// Starts the engine.
    ///
    /// # Errors
    /// If it does not answer within half a minute.
    pub(super) fn revive(&self) -> anyhow::Result<()> {
        self.daemon("start")
    }

    /// Ends the engine's process; what it runs is another matter.
    ///
    /// # Errors
    /// If it does not end within half a minute.
    pub(super) fn end(&self, signal: Signal) -> anyhow::Result<()> {
        self.daemon(match signal {
            Signal::Stop => "stop",
            Signal::Kill => "kill",
        })
    }

    fn daemon(&self, what: &str) -> anyhow::Result<()> {
        let script = self.scratch.join("daemon.sh");
        let log = self.scratch.join("dockerd.log");
        let words = [script.as_str(), what, log.as_str()];
        consumer::run(self.enter("bash").args(words)).map(drop).map_err(|error| {
            let said = fs_err::read_to_string(self.scratch.join("stage.log")).unwrap_or_default();
            error.context(format!("{what}: {}", said.trim()))
        })
    }

    /// The engine's API.
    pub(super) fn docker(&self) -> Docker {
        Docker::new(self.scratch.join("docker.sock"))
    }

    /// A program of the machine, as its root.
    pub(super) fn enter(&self, program: &str) -> Command {
        let words = self.words(program);
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).stdin(Stdio::null());
        command
    }

    /// The same, as words for a shell outside of the machine.
    pub(super) fn call(&self, program: &str) -> String {
        container::words(self.words(program))
    }

    fn words(&self, program: &str) -> Vec<String> {
        let leader = self.leader.to_string();
        let enter = ["nsenter", "--target", &leader, "--all", "--root", "--wd", "--", "/usr/bin/env", "-i"];
        let own = [
            "PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LC_ALL=C.UTF-8",
            "HOME=/tmp",
            // Debian's buildx is older than compose wants; the engine builds by itself as well.
            "DOCKER_BUILDKIT=0",
            program,
        ];
        enter.into_iter().chain(own).map(str::to_owned).collect()
    }

    /// Runs a script on the machine; what it prints is returned. It has `seconds`.
    ///
    /// # Errors
    /// If it leaves with another status than 0; what it said is in the error.
    pub(super) fn script(&self, seconds: u32, script: &str, words: &[&str]) -> anyhow::Result<String> {
        let mut command = self.enter("timeout");
        command.args([
            "--kill-after=5",
            &seconds.to_string(),
            "bash",
            "-euo",
            "pipefail",
            "-c",
            script,
            "bash",
        ]);
        consumer::run(command.args(words))
    }

    /// Lets the machine live when this is dropped; who ends it is returned.
    ///
    /// # Errors
    /// If the keeper is gone.
    pub(super) fn keep(mut self) -> anyhow::Result<u32> {
        let mut input = self.keeper.stdin.take().context("the keeper listens")?;
        writeln!(input, "keep")?;
        Ok(self.keeper.id())
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // The end of its input is the keeper's sign. Who keeps the machine has taken it already.
        if self.keeper.stdin.take().is_some() {
            let _ = self.keeper.wait();
        }
    }
}
