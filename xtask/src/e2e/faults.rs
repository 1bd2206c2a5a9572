//! What goes wrong, and what is left then.

use super::{
    deployment::Deployment,
    drift,
    engine::Signal,
    markers::{self, Markers},
};
use anyhow::Context as _;
use stack_model::{CheckedService, stack::Condition};
use stackwright::doctor::Code;
use std::{
    thread,
    time::{Duration, Instant},
};

/// How long everything may take to be healthy again.
const RECOVERY: Duration = Duration::from_secs(90);

/// Takes the machine's containers and engine away at once, and everything that would not outlive a power cut: mounts, bridges,
/// rules, and what is in memory.
const POWER_CUT: &str = r#"
kill -KILL "$(</run/docker.pid)"
for pid in "$@"; do
  read -r _ _ _ shim _ <"/proc/$pid/stat"
  kill -KILL "$shim" "$pid" 2>/dev/null || true
done
kill -KILL "$(</run/docker/containerd/containerd.pid)" 2>/dev/null || true
for _ in {1..100}; do
  left=0
  for pid in "$@"; do [[ ! -e /proc/$pid ]] || left=1; done
  ((left)) || break
  sleep 0.1
done
((left == 0))
while read -r _ at _; do
  case $at in /run/docker/* | /var/lib/docker/*) umount --lazy "$at" ;; esac
done < <(tac /proc/mounts)
rm -rf /run/docker /run/docker.pid /run/containerd
for link in $(ip -o link show type bridge | cut -d : -f 2); do ip link delete "$link"; done
iptables --flush && iptables --table nat --flush
"#;

/// Waits until every container runs and is healthy.
///
/// # Errors
/// If one is not in time.
pub(super) fn recover(deployment: &Deployment<'_>) -> anyhow::Result<()> {
    let start = Instant::now();
    loop {
        let sick = sick(deployment);
        if sick.is_empty() {
            return Ok(());
        }
        anyhow::ensure!(start.elapsed() < RECOVERY, "not healthy again: {}", sick.join(", "));
        thread::sleep(Duration::from_millis(500));
    }
}

fn sick(deployment: &Deployment<'_>) -> Vec<String> {
    let well = |service: &&CheckedService| {
        deployment.inspect(service).is_ok_and(|container| {
            let health = &container["State"]["Health"]["Status"];
            container["State"]["Running"] == true && (service.probe.is_none() || health == "healthy")
        })
    };
    let services = deployment.services();
    services.into_iter().filter(|service| !well(service)).map(|service| service.name.to_string()).collect()
}

/// Kills the first process of each container in turn: its container comes back by itself, and no other has noticed.
///
/// # Errors
/// If one does not come back, or a neighbour was started anew.
pub(super) fn kill_each(deployment: &Deployment<'_>) -> anyhow::Result<usize> {
    let services = deployment.services();
    for service in &services {
        let name = deployment.container(service);
        let mut before = deployment.pids()?;
        let pid = before.remove(&name).context("it runs")?;
        deployment.engine.script(5, "kill -KILL \"$1\"", &[&pid.to_string()])?;
        let start = Instant::now();
        while deployment.pid(service).ok().is_none_or(|now| now == pid) {
            anyhow::ensure!(start.elapsed() < RECOVERY, "{name} does not come back after its end");
            thread::sleep(Duration::from_millis(100));
        }
        let mut after = deployment.pids()?;
        after.remove(&name);
        anyhow::ensure!(after == before, "{name} was killed, and neighbours were started anew");
    }
    recover(deployment)?;
    Ok(services.len())
}

/// Ends the engine and starts it again: with `live-restore` no container notices.
///
/// # Errors
/// If a container was started anew, or is not known to the new engine.
pub(super) fn restart_engine(deployment: &Deployment<'_>) -> anyhow::Result<()> {
    let before = deployment.pids()?;
    for signal in [Signal::Stop, Signal::Kill] {
        deployment.engine.end(signal)?;
        for (name, pid) in &before {
            let lives = deployment.engine.script(5, "kill -0 \"$1\"", &[&pid.to_string()]);
            anyhow::ensure!(lives.is_ok(), "{name} ended with the engine");
        }
        deployment.engine.revive()?;
        anyhow::ensure!(
            deployment.pids()? == before,
            "the engine was ended, and containers were started anew"
        );
        ask_each(deployment)?;
    }
    Ok(())
}

/// Asks every container what its health check asks, without waiting for the engine to do so.
///
/// # Errors
/// If one is not well.
fn ask_each(deployment: &Deployment<'_>) -> anyhow::Result<()> {
    for service in deployment.services() {
        let name = deployment.container(service);
        let container = deployment.inspect(service)?;
        let test = container["Config"]["Healthcheck"]["Test"].as_array().into_iter().flatten();
        // The first word says that no shell reads the others.
        let test: Vec<&str> = test.filter_map(serde_json::Value::as_str).skip(1).collect();
        if !test.is_empty() {
            let words: Vec<&str> = std::iter::once(name.as_str()).chain(test).collect();
            let said = deployment.engine.script(30, "docker exec \"$@\"", &words);
            said.with_context(|| format!("{name} is not well any more"))?;
        }
    }
    Ok(())
}

/// Cuts the power, and starts the engine of a machine that has nothing left but its disk.
///
/// # Errors
/// If a container does not come back.
pub(super) fn cut_power(deployment: &Deployment<'_>) -> anyhow::Result<()> {
    let pids: Vec<String> = deployment.pids()?.values().map(ToString::to_string).collect();
    let words: Vec<&str> = pids.iter().map(String::as_str).collect();
    deployment.engine.script(30, POWER_CUT, &words).context("cutting the power")?;
    deployment.engine.revive()?;
    recover(deployment)
}

/// Starts everything while a server that others wait for never gets healthy: the start fails in time and names it. Returns who
/// waited and for whom; none where no container waits for another.
///
/// # Errors
/// If the start succeeds, does not end, or does not say why.
pub(super) fn wait_in_vain(deployment: &Deployment<'_>) -> anyhow::Result<Option<(String, String)>> {
    let services = deployment.services();
    let waits = |client: &&CheckedService| {
        let healthy = client.start_after.iter().filter(|(_, condition)| **condition == Condition::Healthy);
        let here = |name: &stack_model::ServiceName| services.iter().any(|service| service.name == *name);
        healthy.map(|(server, _)| server.clone()).find(|server| here(server))
    };
    let Some((client, server)) = services.iter().find_map(|client| Some((*client, waits(client)?))) else {
        return Ok(None);
    };
    let server = deployment.stack.service(&server).context("what is waited for is no service")?;
    let sick = format!(
        "services: {{{}: {{healthcheck: {{test: [CMD, 'false'], interval: 1s, retries: 2, start_period: 0s}}}}}}\n",
        server.name
    );
    deployment.with_override(&sick, |files| {
        let up = ["up", "--detach", "--pull=never", "--wait", "--wait-timeout", "60"];
        let words: Vec<&str> = files.iter().copied().chain(up).chain([client.name.as_str()]).collect();
        let start = Instant::now();
        let said = match deployment.compose(100, &words) {
            Ok(_) => {
                anyhow::bail!("{} waits for {}, which is not healthy, and started", client.name, server.name)
            }
            Err(error) => format!("{error:#}"),
        };
        let why = format!("container {} is unhealthy", deployment.container(server));
        anyhow::ensure!(said.contains(&why), "a start that failed does not say `{why}`: {said}");
        anyhow::ensure!(start.elapsed() < Duration::from_secs(60), "it took {:?} to fail", start.elapsed());
        drift::finds(deployment, "a server is not healthy", &[Code::ContainerUnhealthy, Code::HealthCheck])
    })?;
    Ok(Some((client.name.to_string(), server.name.to_string())))
}

/// Fills each volume that is one of its own, has its server write, and makes room again. What was kept is kept; the server takes
/// more as soon as there is room. The servers are returned.
///
/// # Errors
/// If a server takes what it has no room for, loses what it had, or does not recover.
pub(super) fn fill(deployment: &Deployment<'_>, before: &Markers) -> anyhow::Result<Vec<String>> {
    let mut servers = Vec::new();
    for (service, _) in deployment.narrow() {
        let filler = deployment.folder.join("data").join(service.name.as_str()).join("filler");
        let fill = "! dd if=/dev/zero of=\"$1\" bs=64K status=none 2>/dev/null";
        deployment.engine.script(30, fill, &[filler.as_str()]).context("the volume has no end")?;
        let refused = match service.kind.name() {
            "postgresql" => {
                // More than fits into what is there already.
                let sql = "create table too_much as select repeat(md5(n::text), 20) from generate_series(1, 200000) n";
                markers::psql(deployment, service, sql)
            }
            _ => markers::redis(deployment, service, &["save"]),
        };
        anyhow::ensure!(refused.is_err(), "{} took what it has no room for", service.name);
        deployment.engine.script(10, "rm \"$1\"", &[filler.as_str()])?;
        recover(deployment)?;
        servers.push(service.name.to_string());
    }
    let lost = markers::lost(before, &markers::read(deployment)?);
    anyhow::ensure!(lost.is_empty(), "a full volume lost {}", lost.join(", "));
    markers::add(deployment, "after-the-flood").context("there is room again")?;
    Ok(servers)
}
