//! The containers and networks of a machine as its compose file has them.

use super::{
    Code,
    container_state::{self, ContainerState},
};
use indexmap::IndexMap;
use stack_model::{CheckedStack, NetworkName, ServiceName, Site, Subnet};
use stack_render::compose::{self, Cgroup, Evaluated, Healthcheck, Image, SecurityOption, Service};

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

/// The part of a compose file that runs: the services whose profiles are active, and their networks.
pub(super) struct Expected(compose::File<Evaluated>);

impl Expected {
    /// What runs on a machine.
    ///
    /// # Errors
    /// If the files of the stack cannot be rendered, which is a mistake of ours.
    pub(super) fn on(stack: &CheckedStack, site: &Site<'_>) -> anyhow::Result<Self> {
        let mut file = compose::evaluated(stack, site)?;
        let running: Vec<&ServiceName> =
            stack.running(site.deployment).map(|service| &service.name).collect();
        file.services.retain(|name, _| running.contains(&name));
        let used = |name: &NetworkName| {
            file.services.values().any(|service| service.networks.names().contains(&name))
        };
        let unused: Vec<NetworkName> = file.networks.keys().filter(|name| !used(name)).cloned().collect();
        file.networks.retain(|name, _| !unused.contains(name));
        Ok(Self(file))
    }

    /// The networks.
    pub(super) fn networks(&self) -> Vec<Network> {
        let networks = self.0.networks.values().map(|network| Network {
            name: known(&network.name),
            subnet: *network.ipam.config[0].subnet,
            internal: network.internal,
        });
        networks.collect()
    }

    /// The names of the containers.
    pub(super) fn names(&self) -> Vec<String> {
        self.0.services.values().map(|service| known(&service.container_name)).collect()
    }

    /// The containers, by service; `unified` says whether control groups can be a container's own.
    pub(super) fn containers(&self, unified: bool) -> IndexMap<String, ContainerState> {
        let services = self.0.services.iter();
        services.map(|(name, service)| (name.to_string(), self.state(service, unified))).collect()
    }

    fn state(&self, service: &Service<Evaluated>, unified: bool) -> ContainerState {
        let mut state = ContainerState::default();
        state.record(
            Code::Image,
            [match &service.image {
                Image::Pulled(image) => image.to_string(),
                Image::Built(name) => known(name),
            }],
        );
        limits(&mut state, service);
        privileges(&mut state, service, unified);
        state.record(Code::RestartPolicy, [service.restart.as_str().to_owned()]);
        let networks = service.networks.names().into_iter();
        state.record(Code::Networks, networks.map(|name| known(&self.0.networks[name].name)));
        let mounts = service.volumes.iter().map(|mount| {
            container_state::mount(&known(&mount.source), &known(&mount.target), !mount.read_only)
        });
        state.record(Code::Mounts, mounts);
        state.record(Code::Mounts, service.tmpfs.iter().map(|target| container_state::in_memory(target)));
        let ports = service.ports.iter().map(|port| {
            let target = format!("{}/{}", port.target(), port.protocol());
            let address = port.address().map(|address| address.to_string());
            container_state::port(address.as_deref(), &port.published().to_string(), &target)
        });
        state.record(Code::PublishedPorts, ports);
        if let Some(words) = check(service.healthcheck.as_ref()) {
            state.record(Code::HealthCheck, words);
        }
        state
    }
}

/// Text without a secret in it.
fn known(text: &compose::Text) -> String {
    text.known().unwrap_or_default()
}

fn limits(state: &mut ContainerState, service: &Service<Evaluated>) {
    let resources = &service.deploy.resources;
    let memory = container_state::memory(resources.limits.memory.mib() << 20);
    let with_swap = container_state::memory(service.memswap_limit.mib() << 20);
    state.record(Code::MemoryLimit, [format!("memory {memory}"), format!("with swap {with_swap}")]);
    let reserved = resources.reservations.as_ref().map_or(0, |kept| kept.memory.mib() << 20);
    state.record(Code::MemoryReservation, [container_state::memory(reserved)]);
    state.record(Code::CpuLimit, [container_state::cpus(resources.limits.cpus.milli().into())]);
    state.record(Code::ProcessLimit, [resources.limits.pids.to_string()]);
}

fn privileges(state: &mut ContainerState, service: &Service<Evaluated>, unified: bool) {
    state.record(Code::Capabilities, service.cap_add.iter().map(|name| format!("has {name}")));
    state.record(Code::Capabilities, service.cap_drop.iter().map(|name| format!("lacks {name}")));
    let options = service.security_opt.iter().map(|option| match option {
        SecurityOption::NoNewPrivileges => "gains none".to_owned(),
    });
    state.record(Code::Privileges, options);
    state.record(Code::Privileges, service.devices.iter().map(|device| format!("device {}", device.0)));
    let shared = service.cgroup.filter(|_| unified).map(|cgroup| match cgroup {
        Cgroup::Host => "control groups of the machine".to_owned(),
    });
    state.record(Code::Privileges, shared);
    let root = if service.read_only { "read-only" } else { "writable" };
    state.record(Code::RootFilesystem, [root.into()]);
    let user = service.user.map_or_else(|| "that of its image".into(), |user| user.to_string());
    state.record(Code::User, [user]);
}

/// The health check; none where its words have a secret, whose value is not known here.
fn check(healthcheck: Option<&Healthcheck<Evaluated>>) -> Option<Vec<String>> {
    let Some(check) = healthcheck else { return Some(Vec::new()) };
    // The first says only that no shell reads the others.
    let words: Option<Vec<String>> = check.test.iter().skip(1).map(compose::Text::known).collect();
    Some(vec![
        words?.join(" "),
        format!("every {} s", check.interval.seconds()),
        format!("within {} s", check.timeout.seconds()),
        format!("{} times", check.retries),
        format!("after {} s", check.start_period.seconds()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use stack_model::{Source, check};

    fn words(state: &ContainerState, code: Code) -> Vec<String> {
        state.words(code).into_iter().collect()
    }

    #[test]
    fn expected_container_is_described_by_its_compose_file() {
        let text = include_str!("../../../fixtures/valid/vpai.yml");
        let stack = check(Source::new("stack.yml", text).parse().unwrap()).unwrap();
        let site = stack.sites().find(|site| site.environment.as_str() == "prod").unwrap();
        let expected = Expected::on(&stack, &site).unwrap();
        let containers = expected.containers(true);
        let redis = &containers["redis"];
        let limit =
            stack.service(&ServiceName::new("redis").unwrap()).unwrap().memory(site.environment).mib();
        let with_swap = format!("with swap {limit} MiB");
        assert_eq!(words(redis, Code::MemoryLimit), [format!("memory {limit} MiB"), with_swap]);
        assert_eq!(words(redis, Code::ProcessLimit), ["1024"]);
        assert_eq!(words(redis, Code::RestartPolicy), ["unless-stopped"]);
        assert_eq!(words(redis, Code::Networks), ["vpai_backend"]);
        assert!(words(redis, Code::Mounts).contains(&"./data/redis at /data, writable".to_owned()));
        assert_eq!(words(redis, Code::Privileges), ["gains none"]);
        let cadvisor = words(&containers["cadvisor"], Code::Privileges);
        assert_eq!(cadvisor, ["control groups of the machine", "device /dev/kmsg", "gains none"]);
        assert_eq!(words(&containers["caddy"], Code::Image), ["vpai_caddy:local"]);
        assert_eq!(expected.names().len(), containers.len());
    }

    #[test]
    fn expected_containers_leave_out_what_no_profile_starts() {
        let text = include_str!("../../../fixtures/valid/vpai.yml");
        let stack = check(Source::new("stack.yml", text).parse().unwrap()).unwrap();
        let counts: Vec<usize> =
            stack.sites().map(|site| Expected::on(&stack, &site).unwrap().containers(true).len()).collect();
        assert_eq!(counts, [15, 10]);
    }
}
