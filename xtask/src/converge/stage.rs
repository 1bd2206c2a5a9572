//! The stage: machines that really boot, in namespaces with no way out.

use super::{Asked, HARMS, RUNS};
use crate::{
    consumer,
    verify::{container, machine::TRIAL_ADDRESS},
};
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Map, Value, json};
use stack_model::{
    CheckedStack, EnvironmentName,
    stack::{Addresses, Plane},
};
use std::{
    cell::RefCell,
    net::{IpAddr, Ipv4Addr},
    process::Command,
};

/// The world's address: one for documentation (RFC 5737, TEST-NET-1). Debian's mirror is there.
const WORLD: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 1);

/// How machines are booted; the rest is the script of this one stage.
const SCRIPT: &str = include_str!("stage.sh");

/// Machines, and what is done to them.
pub(super) struct Stage {
    machines: Vec<Machine>,
    script: String,
    scratch: Utf8PathBuf,
    cgroup: String,
    said: RefCell<String>,
}

/// A machine: its name in the inventory, and the call that boots it.
struct Machine {
    name: String,
    call: String,
}

impl Stage {
    /// Prepares it, in a folder of its own below `root`.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub(super) fn new(
        stack: &CheckedStack,
        environment: &EnvironmentName,
        tree: &Utf8Path,
        root: &Utf8Path,
    ) -> anyhow::Result<Self> {
        let scratch = root.join("stage");
        fs_err::create_dir_all(&scratch)?;
        let sites = stack.sites().filter(|site| site.environment == environment);
        let machines: Vec<Machine> = sites
            .map(|site| {
                let host = site.machine;
                let name = format!("{}.{}", site.environment, site.host);
                let user = host.user.as_ref().map_or_else(|| "deploy".into(), ToString::to_string);
                let mut words = vec!["boot".to_owned(), name.clone(), site.host.to_string(), user];
                let trial = stack.is_trial(environment);
                for (interface, theirs, ours) in links(&host.addresses, environment, trial) {
                    words.extend([interface.to_owned(), theirs.to_string(), ours.to_string()]);
                }
                Machine { name, call: container::words(words) }
            })
            .collect();
        let secrets = &stack.resolved().secrets;
        let values: Map<String, Value> = secrets
            .iter()
            .map(|(name, secret)| (format!("vault_{name}"), json!(container::sample(secret))))
            .chain([
                ("vault_environment".to_owned(), json!(environment.identifier())),
                ("trial_address".to_owned(), json!(TRIAL_ADDRESS)),
            ])
            .collect();
        fs_err::write(scratch.join("values.json"), Value::Object(values).to_string())?;
        let cgroup = format!("stackwright-{}", std::process::id());
        let ansible = consumer::find("ansible-playbook").context("ansible-playbook")?;
        let variables = [
            ("CGROUP", cgroup.clone()),
            ("SCRATCH", scratch.to_string()),
            ("IMAGE", consumer::MACHINE.folder().to_string()),
            ("TREE", tree.to_string()),
            ("ANSIBLE", ansible.to_string()),
            ("WORLD", WORLD.to_string()),
            ("LIMIT", format!("{environment},localhost")),
            ("SSH_PORT", stack.access().ssh.port.get().to_string()),
        ];
        let mut script = String::new();
        for (name, value) in variables {
            script.push_str(&format!("{name}={}\n", container::words([value])));
        }
        script.push_str(SCRIPT);
        for machine in &machines {
            script.push_str(&machine.call);
            script.push('\n');
        }
        for run in RUNS {
            if run.asked == Asked::Findings {
                for (harm, _) in HARMS {
                    script.push_str(&format!("harm {}\n", container::words([harm.to_owned()])));
                }
            }
            let otherwise = if run.asked == Asked::Findings { "true" } else { "exit 1" };
            let playbook = format!("molecule/default/{}", run.playbook);
            script.push_str(&format!("play {} {playbook} || {otherwise}\n", run.name));
        }
        Ok(Self { machines, script, scratch, cgroup, said: RefCell::default() })
    }

    /// Why this machine does not let others boot, if so.
    ///
    /// # Errors
    /// If the probe cannot be started.
    pub(super) fn refused() -> anyhow::Result<Option<String>> {
        let mut probe = Command::new("unshare");
        probe.args(["--net", "--mount", "--pid", "--fork", "--mount-proc", "--", "bash", "-ec"]);
        probe.arg("umount --recursive /sys/fs/cgroup 2>/dev/null || true; mount -t cgroup2 none /sys/fs/cgroup; ip link add name here type veth peer name there");
        let probe = probe.output().context("starting unshare")?;
        let said = String::from_utf8_lossy(&probe.stderr);
        Ok((!probe.status.success()).then(|| format!("namespaces are not allowed here: {}", said.trim())))
    }

    /// Boots the machines and runs the playbooks. It has eleven minutes.
    ///
    /// # Errors
    /// If something did not come to a good end; what was said is in the error.
    pub(super) fn play(&self) -> anyhow::Result<()> {
        let file = self.scratch.join("stage.sh");
        fs_err::write(&file, &self.script)?;
        let mut command = Command::new("timeout");
        command.args(["--kill-after=5", "660", "unshare", "--net", "--mount", "--pid", "--fork"]);
        command.args(["--mount-proc", "--kill-child", "--", "bash", file.as_str()]);
        let played = consumer::run(&mut command);
        if let Err(error) = &played {
            *self.said.borrow_mut() = format!("{error:#}");
        }
        self.sweep()?;
        played.map(drop)
    }

    /// Takes away the control groups that the machines leave behind, once their processes are gone.
    fn sweep(&self) -> anyhow::Result<()> {
        let script = "umount --recursive /sys/fs/cgroup 2>/dev/null || true\n\
                      mount -t cgroup2 none /sys/fs/cgroup\n\
                      for _ in $(seq 50); do\n\
                        [ -e \"/sys/fs/cgroup/$1\" ] || exit 0\n\
                        find \"/sys/fs/cgroup/$1\" -depth -type d -exec rmdir {} + 2>/dev/null || true\n\
                        sleep 0.1\n\
                      done\n\
                      [ ! -e \"/sys/fs/cgroup/$1\" ]";
        let mut command = Command::new("unshare");
        consumer::run(command.args(["--mount", "--", "bash", "-c", script, "sweep", &self.cgroup]))
            .context("control groups are left behind")?;
        Ok(())
    }

    /// How many machines there are.
    pub(super) fn machines(&self) -> usize {
        self.machines.len()
    }

    /// Their names in the inventory.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.machines.iter().map(|machine| machine.name.as_str())
    }

    /// What a run said, and the seconds it took; none if it never ended.
    ///
    /// # Errors
    /// If the log cannot be read.
    pub(super) fn log(&self, run: &str) -> anyhow::Result<Option<(String, String)>> {
        let end = self.scratch.join(format!("{run}.log.end"));
        if !end.exists() {
            return Ok(None);
        }
        let end = fs_err::read_to_string(end)?;
        let seconds = end.split_whitespace().nth(1).unwrap_or("?").to_owned();
        let log = fs_err::read(self.scratch.join(format!("{run}.log")))?;
        Ok(Some((String::from_utf8_lossy(&log).into_owned(), seconds)))
    }

    /// What the stage itself said, and the consoles of the machines.
    ///
    /// # Errors
    /// If a console cannot be read.
    pub(super) fn said(&self) -> anyhow::Result<String> {
        let mut said = self.said.borrow().clone();
        for name in self.names() {
            let console = self.scratch.join(format!("{name}.console"));
            if console.exists() {
                let text = fs_err::read(&console)?;
                said.push_str(&format!("\n{name}: {}", super::tail(&String::from_utf8_lossy(&text))));
            }
        }
        Ok(said)
    }

    /// Copies what was said into a folder.
    ///
    /// # Errors
    /// If a file cannot be copied.
    pub(super) fn keep_logs(&self, folder: &Utf8Path) -> anyhow::Result<()> {
        fs_err::create_dir_all(folder)?;
        for entry in self.scratch.read_dir_utf8()? {
            let path = entry?.into_path();
            if path.extension().is_some_and(|extension| ["log", "console"].contains(&extension)) {
                fs_err::copy(&path, folder.join(path.file_name().unwrap_or_default()))?;
            }
        }
        Ok(())
    }
}

/// The links of a machine: its interface, its address, and the address of ours at the other end.
///
/// The first one leads to the world, which has no IPv6. The one that stands for the VPN has the name that its program would give it
/// (tailscale 1.90, `cmd/tailscaled/tailscaled.go`, `defaultTunName`), and a member of the VPN at its other end.
fn links(
    addresses: &Addresses,
    environment: &EnvironmentName,
    trial: bool,
) -> Vec<(&'static str, Ipv4Addr, Ipv4Addr)> {
    if trial {
        return TRIAL_ADDRESS.parse().map(|theirs| ("eth0", theirs, WORLD)).into_iter().collect();
    }
    let interface = |plane| match plane {
        Plane::Public => "eth0",
        Plane::Lan => "eth1",
        Plane::Mesh => "tailscale0",
    };
    let links = [Plane::Public, Plane::Lan, Plane::Mesh].into_iter().filter_map(|plane| {
        let IpAddr::V4(theirs) = *addresses.on(plane)?.get(environment)? else { return None };
        let ours = if plane == Plane::Mesh { neighbour(theirs) } else { WORLD };
        Some((interface(plane), theirs, ours))
    });
    links.collect()
}

/// Another address of the same network: the last octet is another one.
pub(crate) fn neighbour(address: Ipv4Addr) -> Ipv4Addr {
    let [a, b, c, d] = address.octets();
    Ipv4Addr::new(a, b, c, if d == 250 { 251 } else { 250 })
}
