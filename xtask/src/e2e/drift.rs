//! What people do to a running stack behind the back of its files, and what `doctor` says of it.

use super::deployment::Deployment;
use anyhow::Context as _;
use stackwright::doctor::{self, Code};
use std::collections::BTreeSet;

/// Harms that one command of the client does each, one on top of the other, and what `doctor` must say besides. `$1` is a
/// container, `$2` a network that it is not on, `$3` its image.
const HARMS: [(&str, &[Code]); 8] = [
    ("docker network connect \"$2\" \"$1\"", &[Code::Networks]),
    ("docker update --memory 900M --memory-swap 900M \"$1\"", &[Code::MemoryLimit]),
    ("docker update --memory-reservation 17M \"$1\"", &[Code::MemoryReservation]),
    ("docker update --cpus 1.75 \"$1\"", &[Code::CpuLimit]),
    ("docker update --pids-limit 99 \"$1\"", &[Code::ProcessLimit]),
    ("docker update --restart no \"$1\"", &[Code::RestartPolicy]),
    (
        "printf 'FROM %s\\nLABEL another=one\\n' \"$3\" | DOCKER_BUILDKIT=0 docker build --quiet --tag \"$3\" - 2>&1",
        &[Code::ImageOutdated],
    ),
    ("docker pause \"$1\"", &[Code::ContainerNotRunning]),
];

/// Harms that leave nothing of those, each with all that `doctor` must say.
const LOSSES: [(&str, &[Code]); 2] = [
    ("docker unpause \"$1\"; docker rm --force \"$1\"", &[Code::ContainerMissing]),
    (
        "docker run --detach --name stranger --network \"$2\" --entrypoint sleep \"$3\" 600",
        &[Code::ContainerMissing, Code::ContainerUnknown],
    ),
];

/// A harm that is written into another compose file.
const WRITTEN: &str = "services:
  SERVICE:
    image: another:1
    ports: ['18080:18080']
    user: '4242:4242'
    cap_add: [SYS_ADMIN]
    privileged: true
    read_only: SWITCHED
    volumes: ['/etc:/mnt/etc']
    healthcheck: {test: [CMD, 'true']}
    security_opt: !override []
";

/// What `doctor` must say of that.
const CODES: [Code; 9] = [
    Code::Image,
    Code::ContainerNotRunning,
    Code::PublishedPorts,
    Code::User,
    Code::Capabilities,
    Code::Privileges,
    Code::RootFilesystem,
    Code::Mounts,
    Code::HealthCheck,
];

/// That what runs is what is written.
///
/// # Errors
/// Everything that differs.
pub(super) fn none(deployment: &Deployment<'_>) -> anyhow::Result<()> {
    let drifts = doctor::examine(deployment.stack, &deployment.site, &deployment.engine.docker())?;
    let lines: Vec<String> = drifts.iter().map(ToString::to_string).collect();
    anyhow::ensure!(lines.is_empty(), "what runs is not what is written:\n{}", lines.join("\n"));
    Ok(())
}

/// Does every harm in turn; `doctor` says each by its code and nothing else, and nothing any more when all is taken back.
///
/// # Errors
/// If a harm is not found, or more is.
pub(super) fn find_each(deployment: &Deployment<'_>) -> anyhow::Result<usize> {
    let service = *deployment.services().last().context("something runs")?;
    let name = deployment.container(service);
    let project = &deployment.stack.project().name;
    let network = deployment.stack.networks().find(|(network, _)| {
        let used = deployment.services().iter().any(|other| other.networks.contains(network));
        used && !service.networks.contains(network)
    });
    let (network, _) = network.context("a network that a service is not on")?;
    let network = format!("{project}_{network}");
    let image = deployment.inspect(service)?["Config"]["Image"].as_str().unwrap_or_default().to_owned();
    let words = [name.as_str(), &network, &image];
    let mut codes = Vec::new();
    for (harm, more) in HARMS {
        deployment.engine.script(30, harm, &words).with_context(|| harm.to_owned())?;
        codes.extend(more);
        finds(deployment, harm, &codes)?;
    }
    for (harm, all) in LOSSES {
        deployment.engine.script(30, harm, &words).with_context(|| harm.to_owned())?;
        finds(deployment, harm, all)?;
    }
    deployment.engine.script(30, "docker rm --force stranger; docker tag \"$1\" another:1", &[&image])?;
    let switched = matches!(service.application.root, stack_model::catalogue::RootFilesystem::Writable(_));
    let file = WRITTEN.replace("SERVICE", service.name.as_str()).replace("SWITCHED", &switched.to_string());
    deployment.with_override(&file, |files| {
        let up = ["up", "--no-start", "--no-deps", "--pull=never"];
        let words: Vec<&str> = files.iter().copied().chain(up).chain([service.name.as_str()]).collect();
        deployment.compose(60, &words)?;
        finds(deployment, "another compose file", &CODES)
    })?;
    deployment.up()?;
    none(deployment)?;
    deployment.compose(120, &["down"])?;
    let gone = [Code::ContainerMissing, Code::NetworkMissing];
    finds(deployment, "compose down", &gone)?;
    let (other, _) = deployment.stack.networks().next().context("a network")?;
    let other = format!("{project}_{other}");
    let make = "docker network create --subnet 198.18.0.0/24 \"$1\"";
    deployment.engine.script(10, make, &[&other])?;
    finds(deployment, make, &[gone[0], gone[1], Code::Network])?;
    // One code of the other file was there before.
    Ok(HARMS.len() + LOSSES.len() + CODES.len() + gone.len())
}

/// That `doctor` says all of these codes, and no other.
///
/// # Errors
/// If it says something else.
pub(super) fn finds(deployment: &Deployment<'_>, harm: &str, codes: &[Code]) -> anyhow::Result<()> {
    let drifts = doctor::examine(deployment.stack, &deployment.site, &deployment.engine.docker())?;
    let found: BTreeSet<Code> = drifts.iter().map(|drift| drift.code).collect();
    let lines: Vec<String> = drifts.iter().map(ToString::to_string).collect();
    let codes: BTreeSet<Code> = codes.iter().copied().collect();
    anyhow::ensure!(
        found == codes,
        "after `{harm}` doctor says {found:?} and should say {codes:?}:\n{}",
        lines.join("\n")
    );
    Ok(())
}
