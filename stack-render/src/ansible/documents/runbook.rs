//! What `RUNBOOK.md` says: the services by machine, the secrets with what it takes to change each, the ways in.

use super::{code, codes, folder, title};
use crate::{
    compose::is_dumped,
    engine::{Raw, Template, raw},
};
use serde::Serialize;
use stack_model::{
    CheckedStack, SecretName,
    catalogue::{Change, Interface},
    resolve::{ResolvedSecret, SecretOrigin},
    stack::Exposure,
};

/// `RUNBOOK.md`.
#[expect(clippy::struct_excessive_bools, reason = "the template asks of each part whether it is there")]
#[derive(Serialize)]
pub(super) struct Runbook {
    title: String,
    project: Raw,
    folder: Raw,
    environments: Vec<Environment>,
    machines: Vec<Machine>,
    /// The database servers, in one cell.
    servers: Raw,
    has_servers: bool,
    profiled: Vec<ProfiledService>,
    upgrades: Vec<UpgradedService>,
    /// Whether logs are collected and can be looked at.
    logs: bool,
    /// The port of ssh.
    port: Raw,
    has_vpn: bool,
    /// The subnets of the VPN.
    ranges: Raw,
    /// The machine that runs the VPN.
    hub: Raw,
    /// The routes that only members of the VPN may ask.
    gated: Raw,
    /// Where Uptime Kuma answers.
    kuma: Raw,
    secrets: Vec<Secret>,
    dumps: bool,
    monitors: bool,
}

impl Template for Runbook {
    const PATH: &'static str = "ansible/docs/RUNBOOK.md.j2";
}

#[derive(Serialize)]
struct Environment {
    group: Raw,
}

#[derive(Serialize)]
struct Machine {
    name: Raw,
    user: Raw,
    services: Raw,
}

/// A service that some environment is without.
#[derive(Serialize)]
struct ProfiledService {
    name: Raw,
    profiles: Raw,
}

/// A service that alters its data when its version changes.
#[derive(Serialize)]
struct UpgradedService {
    code: Raw,
    why: Raw,
}

#[derive(Serialize)]
struct Secret {
    name: Raw,
    about: String,
    readers: Raw,
    /// Where its value comes from.
    made: Raw,
    /// What it takes to change it.
    how: String,
}

pub(super) fn page(stack: &CheckedStack) -> Runbook {
    let resolved = stack.resolved();
    let running = |interface| resolved.services.values().any(|service| service.kind.speaks(interface));
    let servers = resolved.services.values().filter(|service| service.kind.speaks(Interface::Postgresql));
    let profiled = resolved.services.values().filter(|service| !service.profiles.is_empty());
    let vpn = stack.access().vpn.as_ref();
    let gated = stack.routes().iter().filter(|route| route.exposure == Exposure::Vpn);
    let dash = || Raw::of("-");
    Runbook {
        title: title(stack),
        project: Raw::of(&stack.project().name),
        folder: folder(stack),
        environments: resolved
            .deployments()
            .map(|(name, _)| Environment { group: Raw::identifier(name) })
            .collect(),
        machines: machines(stack),
        servers: codes(servers.map(|service| &service.name)),
        has_servers: running(Interface::Postgresql),
        profiled: profiled
            .map(|service| ProfiledService { name: code(&service.name), profiles: codes(&service.profiles) })
            .collect(),
        upgrades: stack
            .upgrades()
            .map(|(service, upgrade)| UpgradedService {
                code: code(&service.name),
                why: Raw::of(upgrade.meaning()),
            })
            .collect(),
        logs: running(Interface::LogStore) && running(Interface::Dashboards),
        port: Raw::of(stack.access().ssh.port),
        has_vpn: vpn.is_some(),
        ranges: codes(vpn.into_iter().flat_map(|vpn| &vpn.ranges)),
        hub: vpn.and_then(|vpn| vpn.hub.as_ref()).map_or_else(dash, code),
        gated: codes(gated.map(|route| &route.at)),
        kuma: stack.uptime_kuma().map_or_else(dash, |kuma| code(raw![kuma.host, ":", kuma.port])),
        secrets: resolved.secrets.iter().map(|(name, secret)| row(name, secret)).collect(),
        dumps: is_dumped(stack),
        monitors: stack.uptime_kuma().is_some(),
    }
}

fn row(name: &SecretName, secret: &ResolvedSecret) -> Secret {
    Secret {
        name: code(Raw::vault(name)),
        about: secret.description.clone(),
        readers: codes(&secret.readers),
        made: Raw::of(match secret.origin {
            SecretOrigin::Generated => "by chance",
            SecretOrigin::ProvidedPerEnvironment => "by hand, for each environment",
            SecretOrigin::ProvidedOnce => "outside of the stack, the same everywhere",
        }),
        how: how(secret.change),
    }
}

/// What it takes to change a secret.
pub(super) fn how(change: Change) -> String {
    match change {
        Change::Restart => "deploy".to_owned(),
        Change::Applied(how) => format!("deploy: {how}"),
        Change::FirstStart(how) => format!("read at the first start only: {how}"),
        Change::Never(why) => format!("never: {why}"),
    }
}

fn machines(stack: &CheckedStack) -> Vec<Machine> {
    let machines = stack.hosts().map(|(name, host)| Machine {
        name: code(name),
        user: host.user.as_ref().map_or_else(|| code("deploy"), code),
        services: codes(stack.services_on(name).map(|service| &service.name)),
    });
    machines.collect()
}
