//! The containers and networks of a machine as `stack.yml` has them.

use super::{
    Code,
    container_state::{self, ContainerState},
};
use anyhow::Context as _;
use indexmap::IndexMap;
use serde::Deserialize;
use stack_model::{
    CheckedService, CheckedStack, NetworkName, Site, Subnet,
    catalogue::{Kind, RootFilesystem, User},
    resolve::{Part, ResolvedProbe, Text},
};
use stack_render::Tree;
use std::collections::BTreeMap;

/// A network as the stack has it.
#[derive(Debug)]
pub(super) struct Network {
    /// Its name for the engine.
    pub(super) name: String,
    /// Its subnet.
    pub(super) subnet: Subnet,
    /// Whether it has no way out.
    pub(super) internal: bool,
}

/// The networks of a machine.
pub(super) fn networks(stack: &CheckedStack, site: &Site<'_>) -> Vec<Network> {
    let used = |name: &NetworkName| running(stack, site).any(|service| service.networks.contains(name));
    let networks = stack.networks().filter(|(name, _)| used(name));
    let networks = networks.map(|(name, network)| Network {
        name: prefixed(stack, name.as_str()),
        subnet: network.subnet,
        internal: network.internal,
    });
    networks.collect()
}

/// The names of the containers of a machine.
pub(super) fn names(stack: &CheckedStack, site: &Site<'_>) -> Vec<String> {
    running(stack, site).map(|service| prefixed(stack, service.name.as_str())).collect()
}

/// The containers of a machine, by service; `unified` says whether control groups can be a container's own.
///
/// # Errors
/// If the generated compose file cannot be read, which is a mistake of ours.
pub(super) fn containers(
    stack: &CheckedStack,
    site: &Site<'_>,
    tree: &Tree,
    unified: bool,
) -> anyhow::Result<IndexMap<String, ContainerState>> {
    let path = format!("compose/{}/{}/docker-compose.yml", site.environment, site.host);
    let file: File = serde_yaml::from_str(tree.get(&path).with_context(|| format!("no {path}"))?)?;
    let mut containers = IndexMap::new();
    for service in running(stack, site) {
        let mut state = ContainerState::default();
        let image = if service.has_own_image() {
            format!("{}:local", prefixed(stack, service.name.as_str()))
        } else {
            service.image(site.environment).to_string()
        };
        state.record(Code::Image, [image]);
        limits(&mut state, service, site);
        privileges(&mut state, service, unified);
        state.record(Code::RestartPolicy, ["unless-stopped".into()]);
        let networks = service.networks.iter().map(|network| prefixed(stack, network.as_str()));
        state.record(Code::Networks, networks);
        // Where files are mounted is the renderer's to say.
        let written = file.services.get(service.name.as_str()).context("every service is in its file")?;
        let mounts =
            written.volumes.iter().map(|v| container_state::mount(&v.source, &v.target, !v.read_only));
        state.record(Code::Mounts, mounts);
        state.record(Code::Mounts, written.tmpfs.iter().map(|target| container_state::in_memory(target)));
        let ports = service.ports.iter().map(|port| {
            let target = format!("{}/{}", port.target(), port.protocol());
            let address = port.address().map(|address| address.to_string());
            container_state::port(address.as_deref(), &port.published().to_string(), &target)
        });
        state.record(Code::PublishedPorts, ports);
        if let Some(words) = check(service.probe.as_ref()) {
            state.record(Code::HealthCheck, words);
        }
        containers.insert(service.name.to_string(), state);
    }
    Ok(containers)
}

fn running<'a>(stack: &'a CheckedStack, site: &Site<'a>) -> impl Iterator<Item = &'a CheckedService> {
    let deployment = site.deployment;
    stack.services_on(site.host).filter(move |service| service.runs_in(deployment))
}

fn prefixed(stack: &CheckedStack, name: &str) -> String {
    format!("{}_{name}", stack.project().name)
}

fn limits(state: &mut ContainerState, service: &CheckedService, site: &Site<'_>) {
    let limit = service.memory(site.environment).mib() << 20;
    // As much memory and swap as memory: no swap.
    let words = [
        format!("memory {}", container_state::memory(limit)),
        format!("with swap {}", container_state::memory(limit)),
    ];
    state.record(Code::MemoryLimit, words);
    let reserved = service.reservation(site.environment).map_or(0, |size| size.mib() << 20);
    state.record(Code::MemoryReservation, [container_state::memory(reserved)]);
    state.record(Code::CpuLimit, [container_state::cpus(service.cpus(site.environment).milli().into())]);
    state.record(Code::ProcessLimit, [CheckedService::PIDS.to_string()]);
}

fn privileges(state: &mut ContainerState, service: &CheckedService, unified: bool) {
    let added = service.application.capabilities.iter().map(|one| format!("has {}", one.name));
    state.record(Code::Capabilities, added.chain(["lacks ALL".into()]));
    let mut words = vec!["gains none".to_owned()];
    if service.kind == Kind::Cadvisor {
        words.push("device /dev/kmsg".into());
        words.extend(unified.then(|| "control groups of the machine".into()));
    }
    state.record(Code::Privileges, words);
    let root = match service.application.root {
        RootFilesystem::ReadOnly(_) => "read-only",
        RootFilesystem::Writable(_) => "writable",
    };
    state.record(Code::RootFilesystem, [root.into()]);
    let user = match service.application.user {
        User::Forced(uid) => format!("{uid}:{uid}"),
        User::Image(_) | User::RootThen(_) | User::Root => "that of its image".into(),
    };
    state.record(Code::User, [user]);
}

/// The health check; none where its words have a secret, whose value is not known here.
fn check(probe: Option<&ResolvedProbe>) -> Option<Vec<String>> {
    let Some(probe) = probe else { return Some(Vec::new()) };
    let words: Option<Vec<String>> = probe.words().iter().map(literal).collect();
    Some(vec![
        words?.join(" "),
        format!("every {} s", probe.interval.seconds()),
        format!("within {} s", probe.timeout.seconds()),
        format!("{} times", probe.retries),
        format!("after {} s", probe.start_period.seconds()),
    ])
}

fn literal(text: &Text) -> Option<String> {
    text.parts()
        .iter()
        .map(|part| if let Part::Literal(text) = part { Some(text.as_str()) } else { None })
        .collect()
}

#[derive(Deserialize)]
struct File {
    services: BTreeMap<String, Written>,
}

#[derive(Deserialize)]
struct Written {
    #[serde(default)]
    volumes: Vec<Volume>,
    #[serde(default)]
    tmpfs: Vec<String>,
}

#[derive(Deserialize)]
struct Volume {
    source: String,
    target: String,
    #[serde(default)]
    read_only: bool,
}
