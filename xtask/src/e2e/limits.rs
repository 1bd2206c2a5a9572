//! What the kernel enforces on each container, and what happens to who wants more.

use super::{deployment::Deployment, images};
use anyhow::Context as _;
use serde::Deserialize;
use stack_model::{CheckedService, ServiceName, catalogue::RootFilesystem};
use std::collections::BTreeMap;

const KERNEL: &str = include_str!("probes/kernel.py");

/// Fills memory until it is killed.
const GLUTTON: &str =
    "import sys; held = [bytearray(b'x') * (8 << 20) for _ in range(int(sys.argv[1]) // 8 + 8)]";

/// The capabilities that containers may have, by their number (Linux, include/uapi/linux/capability.h).
const CAPABILITIES: [(&str, u32); 14] = [
    ("CHOWN", 0),
    ("DAC_OVERRIDE", 1),
    ("DAC_READ_SEARCH", 2),
    ("FOWNER", 3),
    ("FSETID", 4),
    ("KILL", 5),
    ("SETGID", 6),
    ("SETUID", 7),
    ("SETPCAP", 8),
    ("NET_BIND_SERVICE", 10),
    ("NET_ADMIN", 12),
    ("NET_RAW", 13),
    ("SYS_PTRACE", 19),
    ("SYS_ADMIN", 21),
];

/// What the kernel holds of a process.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Held {
    pid: u64,
    uid: u32,
    bounding: u64,
    effective: u64,
    no_new_privileges: bool,
    read_only: bool,
    /// How often something in its group was killed because it wanted too much memory.
    kills: u64,
    memory: Option<u64>,
    with_swap: Option<u64>,
    reserved: Option<u64>,
    milli_cpus: Option<u32>,
    processes: Option<u32>,
}

/// Compares what the kernel holds of each container's first process with the model; how many were looked at is returned.
///
/// # Errors
/// Everything that differs.
pub(super) fn compare(deployment: &Deployment<'_>) -> anyhow::Result<usize> {
    let held = held(deployment)?;
    let mut differences = Vec::new();
    for service in deployment.services() {
        let held = held.get(&service.name).context("every container was asked for")?;
        let expected = expected(deployment, service, held)?;
        if *held != expected {
            differences.push(format!("{}:\n  the model  {expected:?}\n  the kernel {held:?}", service.name));
        }
    }
    anyhow::ensure!(
        differences.is_empty(),
        "the kernel enforces something else:\n{}",
        differences.join("\n")
    );
    Ok(held.len())
}

/// What the kernel holds of the first process of each container.
fn held(deployment: &Deployment<'_>) -> anyhow::Result<BTreeMap<ServiceName, Held>> {
    let services = deployment.services();
    let pids: Vec<u64> = services.iter().map(|service| deployment.pid(service)).collect::<Result<_, _>>()?;
    let words: Vec<String> = pids.iter().map(ToString::to_string).collect();
    let words: Vec<&str> = std::iter::once(KERNEL).chain(words.iter().map(String::as_str)).collect();
    let said = deployment.engine.script(20, "python3 -c \"$1\" \"${@:2}\"", &words)?;
    let lines = said.lines().map(serde_json::from_str).collect::<Result<Vec<Held>, _>>()?;
    let read: Vec<u64> = lines.iter().map(|held| held.pid).collect();
    anyhow::ensure!(read == pids, "kernel.py was asked for {pids:?} and told of {read:?}");
    Ok(services.into_iter().map(|service| service.name.clone()).zip(lines).collect())
}

fn expected(deployment: &Deployment<'_>, service: &CheckedService, held: &Held) -> anyhow::Result<Held> {
    let environment = deployment.site.environment;
    let memory = service.memory(environment).mib() << 20;
    let mut bounding = 0;
    for capability in service.application.capabilities {
        let known = CAPABILITIES.iter().find(|(name, _)| *name == capability.name);
        bounding |= 1 << known.with_context(|| format!("{} has no number here", capability.name))?.1;
    }
    // Who starts as root has all that its container may have; who is another user has none, although the container may.
    let uid = images::uid(service);
    let effective = if uid == 0 { bounding } else { 0 };
    Ok(Held {
        pid: held.pid,
        kills: held.kills,
        uid,
        bounding,
        effective,
        no_new_privileges: true,
        read_only: matches!(service.application.root, RootFilesystem::ReadOnly(_)),
        memory: Some(memory),
        with_swap: Some(memory),
        // A container without a reservation has the default of the kernel.
        reserved: service.reservation(environment).map_or(held.reserved, |size| Some(size.mib() << 20)),
        milli_cpus: Some(service.cpus(environment).milli()),
        processes: Some(CheckedService::PIDS),
    })
}

/// Lets a program in each container in turn take more memory than the container may: it is killed, and no other process is.
///
/// # Errors
/// If one is not killed, or another container takes harm.
pub(super) fn exceed(deployment: &Deployment<'_>) -> anyhow::Result<usize> {
    let services = deployment.services();
    let mut before = held(deployment)?;
    for service in &services {
        let name = deployment.container(service);
        let limit = service.memory(deployment.site.environment).mib().to_string();
        let script = "set +e; timeout 60 docker exec \"$1\" python3 -c \"$2\" \"$3\"; printf ' %s' \"$?\"";
        let said = deployment.engine.script(70, script, &[&name, GLUTTON, &limit])?;
        anyhow::ensure!(
            said.trim_end().ends_with(" 137"),
            "{name}: a program took {limit} MiB and more, and lives: {said}"
        );
        let mut after = held(deployment)?;
        let kills = |held: &BTreeMap<ServiceName, Held>| held.get(&service.name).map_or(0, |held| held.kills);
        anyhow::ensure!(kills(&after) > kills(&before), "{name}: the kernel killed no process");
        // Everything but that counter is as it was, here and in every neighbour: the same processes, the same limits.
        let kept = after.clone();
        for held in [&mut before, &mut after] {
            if let Some(held) = held.get_mut(&service.name) {
                held.kills = 0;
            }
        }
        anyhow::ensure!(
            after == before,
            "{name} took too much, and a neighbour was harmed:\n{before:?}\n{after:?}"
        );
        before = kept;
    }
    Ok(services.len())
}
