//! The compose file of a machine, made from the stack in either form. Least privilege is not an option of it.

use super::{
    AddressRange, Attachment, Build, Cgroup, Dependency, Deploy, Device, EnvFile, EnvFormat, File, Form,
    Healthcheck, Image, Ipam, Labels, Leaves, Limits, LogDriver, Logging, Mount, MountKind, Network,
    NetworkDriver, PullPolicy, Reservations, Resources, Restart, SecurityOption, Service, ServiceNetworks,
    UserId,
};
use crate::{
    config::{Config, environment},
    scalar::Scalar,
    variables::{
        PROJECT_NAME, cpu_limit, image, kept_address, kept_networks, memory_limit, memory_reservation,
        network_subnet, prefixed,
    },
};
use indexmap::IndexMap;
use stack_model::{
    CheckedService, CheckedStack, Duration, HostName, NetworkName, ServiceName,
    catalogue::{RootFilesystem, User},
    resolve::{ResolvedProbe, ResolvedVolume},
};

/// Docker would kill after ten seconds; a database or a gateway with work in hand needs longer.
const STOP_GRACE_PERIOD: Duration = Duration::from_seconds(60);

/// While a container starts it is asked often: what waits for it should not wait for a whole interval more.
const START_INTERVAL: Duration = Duration::from_seconds(5);

/// The file of the services on `host`.
pub(super) fn file<L: Leaves>(
    leaves: &L,
    stack: &CheckedStack,
    host: &HostName,
    configs: &IndexMap<ServiceName, Config>,
) -> File<L::Form> {
    let services: Vec<&CheckedService> = stack.services_on(host).collect();
    let used = |name: &NetworkName| services.iter().any(|service| service.networks.contains(name));
    let networks = stack.networks().filter(|(name, _)| used(name));
    File {
        name: leaves.leaf(PROJECT_NAME),
        networks: networks.map(|(name, one)| (name.clone(), network(leaves, name, one.internal))).collect(),
        services: services
            .iter()
            .map(|one| (one.name.clone(), service(leaves, stack, one, &configs[&one.name])))
            .collect(),
    }
}

/// The folder of a volume, beside the compose file.
pub(crate) fn data_folder(service: &CheckedService, volume: &ResolvedVolume) -> String {
    if volume.name.is_empty() {
        format!("data/{}", service.name)
    } else {
        format!("data/{}/{}", service.name, volume.name)
    }
}

fn network<L: Leaves>(leaves: &L, name: &NetworkName, internal: bool) -> Network<L::Form> {
    let range = AddressRange { subnet: leaves.leaf(network_subnet(name)) };
    Network {
        name: leaves.text(prefixed(name.as_str())),
        driver: NetworkDriver::Bridge,
        internal,
        ipam: Ipam { config: vec![range] },
    }
}

fn service<L: Leaves>(
    leaves: &L,
    stack: &CheckedStack,
    service: &CheckedService,
    config: &Config,
) -> Service<L::Form> {
    let (name, application) = (&service.name, service.application);
    let is_built = service.has_own_image();
    let literal = |text: String| leaves.text(Scalar::literal(text));
    Service {
        build: is_built.then(|| Build { context: literal(format!("./build/{name}")) }),
        image: if is_built {
            Image::Built(leaves.text(prefixed(name.as_str()).and(":local")))
        } else {
            Image::Pulled(leaves.leaf(image(name)))
        },
        pull_policy: is_built.then_some(PullPolicy::Build),
        container_name: leaves.text(prefixed(name.as_str())),
        restart: Restart::UnlessStopped,
        stop_grace_period: STOP_GRACE_PERIOD,
        profiles: service.profiles.clone(),
        user: match application.user {
            User::Forced(uid) => Some(UserId(uid)),
            User::Image(_) | User::RootThen(_) | User::Root => None,
        },
        command: service.command.iter().map(|word| leaves.text(Scalar::of(word, name))).collect(),
        env_file: env_file(service).into_iter().collect(),
        environment: environment(leaves, service),
        ports: service.ports.clone(),
        networks: networks(leaves, stack, service),
        volumes: mounts(leaves, service, config),
        depends_on: service
            .start_after
            .iter()
            .map(|(server, condition)| (server.clone(), Dependency { condition: (*condition).into() }))
            .collect(),
        healthcheck: service.probe.as_ref().map(|probe| healthcheck(leaves, probe, name)),
        cap_drop: vec!["ALL"],
        cap_add: application.capabilities.iter().map(|one| one.name).collect(),
        security_opt: vec![SecurityOption::NoNewPrivileges],
        read_only: matches!(application.root, RootFilesystem::ReadOnly(_)),
        tmpfs: match application.root {
            RootFilesystem::ReadOnly(paths) => paths.to_vec(),
            RootFilesystem::Writable(_) => Vec::new(),
        },
        cgroup: application.privileges.cgroup_host.then_some(Cgroup::Host),
        devices: application.privileges.devices.iter().copied().map(Device).collect(),
        memswap_limit: leaves.leaf(memory_limit(name)),
        deploy: Deploy { resources: resources(leaves, service) },
        logging: Logging { driver: LogDriver::JsonFile, options: (&service.machine().docker.log).into() },
        labels: labels(leaves, service),
    }
}

/// The file of its variables.
fn env_file(service: &CheckedService) -> Option<EnvFile> {
    Some(EnvFile { path: format!("./{}", environment::path(service)?), format: EnvFormat::Raw })
}

/// The variables that cannot stand in the file: secrets are interpolated in the compose file and nowhere else.
fn environment<L: Leaves>(
    leaves: &L,
    service: &CheckedService,
) -> IndexMap<stack_model::VariableName, <L::Form as Form>::Text> {
    let here = service.environment.iter().filter(|(_, text)| !environment::is_in_file(text));
    here.map(|(key, text)| (key.clone(), leaves.text(Scalar::of(text, &service.name)))).collect()
}

/// The networks; with how each is joined where an address is kept on one of them.
fn networks<L: Leaves>(
    leaves: &L,
    stack: &CheckedStack,
    service: &CheckedService,
) -> ServiceNetworks<L::Form> {
    let kept = kept_networks(stack, service);
    if kept.is_empty() {
        return ServiceNetworks::Joined(service.networks.clone());
    }
    let attachment = |network: &NetworkName| Attachment {
        ipv4_address: kept.contains(&network).then(|| leaves.leaf(kept_address(service, network))),
    };
    ServiceNetworks::Attached(
        service.networks.iter().map(|network| (network.clone(), attachment(network))).collect(),
    )
}

fn mounts<L: Leaves>(leaves: &L, service: &CheckedService, config: &Config) -> Vec<Mount<L::Form>> {
    let bind = |source: String, target: &str, read_only: bool| Mount {
        kind: MountKind::Bind,
        source: leaves.text(Scalar::literal(source)),
        target: leaves.text(Scalar::literal(target)),
        read_only,
    };
    let data = service
        .volumes
        .iter()
        .map(|volume| bind(format!("./{}", data_folder(service, volume)), &volume.at, false));
    let configs = config.mounts.iter().map(|mount| bind(format!("./{}", mount.source), &mount.target, true));
    let host = service.host_mounts.iter().map(|mount| bind(mount.source.to_owned(), mount.target, true));
    data.chain(configs).chain(host).collect()
}

fn healthcheck<L: Leaves>(leaves: &L, probe: &ResolvedProbe, service: &ServiceName) -> Healthcheck<L::Form> {
    let words = probe.words().into_iter().map(|word| Scalar::of(&word, service));
    Healthcheck {
        test: std::iter::once(Scalar::literal("CMD")).chain(words).map(|word| leaves.text(word)).collect(),
        interval: probe.interval,
        timeout: probe.timeout,
        retries: probe.retries,
        start_period: probe.start_period,
        start_interval: START_INTERVAL,
    }
}

fn resources<L: Leaves>(leaves: &L, service: &CheckedService) -> Resources<L::Form> {
    let name = &service.name;
    let limits = Limits {
        memory: leaves.leaf(memory_limit(name)),
        cpus: leaves.leaf(cpu_limit(name)),
        pids: CheckedService::PIDS,
    };
    let reservations =
        service.has_reservation().then(|| Reservations { memory: leaves.leaf(memory_reservation(name)) });
    Resources { limits, reservations }
}

/// What the watcher of new versions reads: releases look like the pinned tag, so only such tags count. An image that is built here
/// has no repository to watch; its base is in a file of the watcher's (`applications/diun.rs`).
fn labels<L: Leaves>(leaves: &L, service: &CheckedService) -> Option<Labels<L::Form>> {
    let pattern = service.shared_image().release_pattern().filter(|_| !service.has_own_image())?;
    let pattern = leaves.text(Scalar::literal(pattern));
    Some(Labels { diun_watch_repo: true, diun_include_tags: pattern })
}
