//! One service of a compose file. Least privilege is not an option of it.

use crate::{
    config::{Config, environment},
    scalar::Scalar,
    variables::{cpu_limit, image, kept_address, kept_networks, memory_limit, memory_reservation, prefixed},
    yaml::{Yaml, map},
};
use stack_model::{
    CheckedService, CheckedStack, ServiceName,
    catalogue::{Kind, RootFilesystem, User},
    resolve::{ResolvedProbe, ResolvedVolume},
    stack::{Condition, LogRotation},
};

/// The keys of a service, in the order of the compose specification's own examples.
pub(super) fn service(stack: &CheckedStack, service: &CheckedService, config: &Config) -> Yaml {
    let name = &service.name;
    let mut keys: Vec<(&str, Yaml)> = Vec::new();
    if service.has_own_image() {
        keys.push(("build", map! { "context": Scalar::literal(format!("./build/{}", service.name)) }));
        keys.push(("image", prefixed(service.name.as_str()).and(":local").into()));
        keys.push(("pull_policy", "build".into()));
    } else {
        keys.push(("image", Yaml::from(&image(name))));
    }
    keys.push(("container_name", prefixed(service.name.as_str()).into()));
    keys.push(("restart", "unless-stopped".into()));
    // Docker would kill after ten seconds; a database or a gateway with work in hand needs longer.
    keys.push(("stop_grace_period", "1m".into()));
    if !service.profiles.is_empty() {
        keys.push(("profiles", Yaml::list(service.profiles.iter().map(ToString::to_string))));
    }
    if let User::Forced(uid) = service.application.user {
        keys.push(("user", Yaml::text(format!("{uid}:{uid}"))));
    }
    if !service.command.is_empty() {
        keys.push(("command", Yaml::list(service.command.iter().map(|word| Scalar::of(word, name)))));
    }
    keys.extend(environment(service, name));
    if !service.ports.is_empty() {
        keys.push(("ports", Yaml::list(service.ports.iter().map(ToString::to_string))));
    }
    keys.push(("networks", networks(stack, service)));
    let mounts = mounts(service, config);
    if !mounts.is_empty() {
        keys.push(("volumes", Yaml::List(mounts)));
    }
    keys.extend(depends_on(service));
    if let Some(probe) = &service.probe {
        keys.push(("healthcheck", healthcheck(probe, name)));
    }
    keys.extend(privileges(service));
    keys.push(("memswap_limit", Yaml::from(&memory_limit(name))));
    keys.push(("deploy", resources(service, name)));
    keys.push(("logging", logging(&service.machine().docker.log)));
    keys.extend(labels(service));
    Yaml::map(keys)
}

/// The folder of a volume, beside the compose file.
pub(crate) fn data_folder(service: &CheckedService, volume: &ResolvedVolume) -> String {
    if volume.name.is_empty() {
        format!("data/{}", service.name)
    } else {
        format!("data/{}/{}", service.name, volume.name)
    }
}

/// The file of its variables, and those that cannot stand in it: secrets are interpolated here and nowhere else.
fn environment(service: &CheckedService, name: &ServiceName) -> Vec<(&'static str, Yaml)> {
    let mut keys = Vec::new();
    if let Some(path) = environment::path(service) {
        let file = map! { "path": Scalar::literal(format!("./{path}")), "format": "raw" };
        keys.push(("env_file", Yaml::List(vec![file])));
    }
    let here = service.environment.iter().filter(|(_, text)| !environment::is_in_file(text));
    let variables: Vec<_> = here.map(|(key, text)| (key.to_string(), Scalar::of(text, name))).collect();
    if !variables.is_empty() {
        keys.push(("environment", Yaml::map(variables)));
    }
    keys
}

/// The networks; as a mapping where an address is kept on one of them.
fn networks(stack: &CheckedStack, service: &CheckedService) -> Yaml {
    let kept = kept_networks(stack, service);
    if kept.is_empty() {
        return Yaml::list(service.networks.iter().map(ToString::to_string));
    }
    Yaml::map(service.networks.iter().map(|network| {
        let address = kept.contains(&network).then(|| Yaml::from(&kept_address(service, network)));
        (network.to_string(), Yaml::map(address.map(|address| ("ipv4_address", address))))
    }))
}

fn mounts(service: &CheckedService, config: &Config) -> Vec<Yaml> {
    let bind = |source: Scalar, target: &str, read_only: bool| {
        let mut keys =
            vec![("type", Yaml::text("bind")), ("source", source.into()), ("target", Yaml::text(target))];
        if read_only {
            keys.push(("read_only", true.into()));
        }
        Yaml::map(keys)
    };
    let data = service.volumes.iter().map(|volume| {
        bind(Scalar::literal(format!("./{}", data_folder(service, volume))), &volume.at, false)
    });
    let configs = config
        .mounts
        .iter()
        .map(|mount| bind(Scalar::literal(format!("./{}", mount.source)), &mount.target, true));
    let host =
        service.host_mounts.iter().map(|mount| bind(Scalar::literal(mount.source), mount.target, true));
    data.chain(configs).chain(host).collect()
}

fn depends_on(service: &CheckedService) -> Option<(&'static str, Yaml)> {
    let conditions = service.start_after.iter().map(|(server, condition)| {
        let condition = match condition {
            Condition::Started => "service_started",
            Condition::Healthy => "service_healthy",
            Condition::Completed => "service_completed_successfully",
        };
        (server.to_string(), map! { "condition": condition })
    });
    (!service.start_after.is_empty()).then(|| ("depends_on", Yaml::map(conditions)))
}

fn healthcheck(probe: &ResolvedProbe, service: &ServiceName) -> Yaml {
    let words = probe.words();
    let words = words.iter().map(|word| Scalar::of(word, service));
    map! {
        "test": Yaml::list(std::iter::once(Scalar::literal("CMD")).chain(words)),
        "interval": probe.interval.to_string(),
        "timeout": probe.timeout.to_string(),
        "retries": u32::from(probe.retries),
        "start_period": probe.start_period.to_string(),
        // While it starts, ask often: what waits for it should not wait for a whole interval more.
        "start_interval": "5s",
    }
}

fn privileges(service: &CheckedService) -> Vec<(&'static str, Yaml)> {
    let application = service.application;
    let mut keys = vec![("cap_drop", Yaml::list(["ALL"]))];
    if !application.capabilities.is_empty() {
        keys.push(("cap_add", Yaml::list(application.capabilities.iter().map(|one| one.name))));
    }
    keys.push(("security_opt", Yaml::list(["no-new-privileges:true"])));
    if let RootFilesystem::ReadOnly(paths) = application.root {
        keys.push(("read_only", true.into()));
        keys.push(("tmpfs", Yaml::list(paths.iter().copied())));
    }
    if service.kind == Kind::Cadvisor {
        // It reads the control groups of the machine, not those of its own namespace (field report MON-01).
        keys.push(("cgroup", "host".into()));
        keys.push(("devices", Yaml::list(["/dev/kmsg:/dev/kmsg"])));
    }
    keys
}

fn resources(service: &CheckedService, name: &ServiceName) -> Yaml {
    let limits = map! {
        "memory": &memory_limit(name),
        "cpus": &cpu_limit(name),
        "pids": CheckedService::PIDS,
    };
    let mut resources = vec![("limits", limits)];
    if service.has_reservation() {
        let reservation = map! { "memory": &memory_reservation(name) };
        resources.push(("reservations", reservation));
    }
    map! { "resources": Yaml::map(resources) }
}

fn logging(rotation: &LogRotation) -> Yaml {
    // Docker takes `10m`, in lower case, for its log options.
    let options = map! {
        "max-size": rotation.max_size.to_string().to_ascii_lowercase(),
        "max-file": rotation.max_file.to_string(),
    };
    map! { "driver": "json-file", "options": options }
}

/// What the watcher of new versions reads: releases look like the pinned tag, so only such tags count. An image that is built here
/// has no repository to watch; its base is in a file of the watcher's (`config/diun.rs`).
fn labels(service: &CheckedService) -> Option<(&'static str, Yaml)> {
    let image = (!service.has_own_image()).then(|| service.shared_image())?;
    let pattern = image.release_pattern()?;
    Some(("labels", map! { "diun.watch_repo": "true", "diun.include_tags": pattern }))
}
