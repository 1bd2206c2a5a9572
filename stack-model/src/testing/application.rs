//! `Applications`: services of the catalogue, with the servers that they need.

use super::{ground::Ground, literal, valid};
use crate::{
    KeyPath,
    catalogue::{Draw, Exporter, HostMount, Interface, Kind, Lane},
    stack::{
        Acceptance, Condition, DetailedUse, Limits, PerEnv, Reservations, SecretCharset, Service, Use, Value,
    },
    value::{ImageRef, MemorySize, PortMapping, ServiceName, VariableName},
};
use indexmap::IndexMap;
use proptest::{collection::vec, prelude::*, sample::subsequence};

/// Which applications there are, and how they are set.
#[expect(clippy::struct_excessive_bools, reason = "each is one toss of a coin of the strategy")]
#[derive(Debug, Clone)]
pub(super) struct Applications {
    kinds: Vec<Kind>,
    /// Whether services have names of their own instead of their kind's.
    renamed: bool,
    /// Whether metrics and logs live on the second machine.
    split: bool,
    /// Whether metrics and logs stand in a profile.
    profiled: bool,
    by_environment: bool,
    digests: bool,
    configured: bool,
    /// Variables of every service beyond the catalogue's.
    variables: Vec<String>,
    /// MiB above the floor of each.
    surplus: u64,
}

impl Applications {
    pub(super) fn any() -> impl Strategy<Value = Self> {
        let kinds: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| !kind.is_container()).collect();
        let kinds = subsequence(kinds.clone(), 0..=kinds.len());
        (kinds, any::<[bool; 6]>(), vec(literal(), 0..3), 0_u64..300).prop_map(
            |(kinds, choices, variables, surplus)| {
                let [renamed, split, profiled, by_environment, digests, configured] = choices;
                let mut applications = Self {
                    kinds,
                    renamed,
                    split,
                    profiled,
                    by_environment,
                    digests,
                    configured,
                    variables,
                    surplus,
                };
                applications.complete();
                applications
            },
        )
    }

    /// Adds what is needed: the closure of the required edges.
    fn complete(&mut self) {
        let mut index = 0;
        while let Some(kind) = self.kinds.get(index) {
            let needs =
                kind.application().needs.iter().filter(|need| need.required).map(|need| need.interface);
            for interface in needs.chain(kind.application().tests.beside.iter().copied()) {
                if !self.kinds.iter().any(|kind| kind.speaks(interface)) {
                    self.kinds.extend(interface.applications().next());
                }
            }
            index += 1;
        }
    }

    fn name(&self, kind: Kind) -> ServiceName {
        if self.renamed { valid(&format!("{kind}-main")) } else { valid(kind.name()) }
    }

    fn is_optional(kind: Kind) -> bool {
        kind.application().tests.is_optional
    }

    /// The services, servers before or after their clients.
    pub(super) fn services(&self, ground: &Ground) -> IndexMap<ServiceName, Service> {
        let mut services: IndexMap<_, _> =
            self.kinds.iter().map(|kind| (self.name(*kind), self.service(*kind, ground))).collect();
        let second = self.split && ground.hosts.len() > 1;
        if let Some(kind) =
            self.kinds.iter().copied().find(|kind| second && kind.speaks(Interface::HttpProxy))
        {
            let proxy =
                Service { kind: Some(kind), host: ground.written_host(1), ..self.service(kind, ground) };
            services.insert(valid("edge-2"), proxy);
        }
        services
    }

    fn service(&self, kind: Kind, ground: &Ground) -> Service {
        let application = kind.application();
        let (tests, watches) = (&application.tests, Self::is_optional(kind));
        let floor = application.memory_floor.map_or(64, |floor| floor.size.mib());
        let floor = floor + tests.memory;
        let digest = |_| {
            valid::<ImageRef>(&format!(
                "{}@sha256:{}",
                application.image.unwrap_or_default(),
                "0f".repeat(32)
            ))
        };
        let memory = ground.each(self.by_environment, |index| {
            MemorySize::from_mib(floor + self.surplus * (1 + index as u64))
        });
        let variables = self.variables.iter().enumerate().map(|(index, text)| {
            (valid::<VariableName>(&format!("EXTRA_{index}")), Value::Literal(text.clone()))
        });
        let socket = self.uses_proxy(kind).then_some(&Lane::Socket);
        Service {
            kind: self.renamed.then_some(kind),
            host: ground.written_host(usize::from(watches && self.split)),
            image: self.digests.then(|| ground.each(self.by_environment, digest)),
            networks: tests.lanes.iter().chain(socket).map(|lane| lane.name()).collect(),
            uses: self.uses(kind),
            profiles: if watches && self.profiled { vec![valid("monitoring")] } else { Vec::new() },
            limits: Limits { memory: Some(memory), cpus: Some(PerEnv::All(valid("0.75"))) },
            reservations: Reservations {
                memory: self.configured.then(|| PerEnv::All(MemorySize::from_mib(floor / 2))),
            },
            ports: tests.ports.iter().map(|port| valid::<PortMapping>(port)).collect(),
            environment: variables.collect(),
            config: (tests.config)(&self.draw()),
            ..Service::default()
        }
    }

    /// Whether a kind reads of Docker, and the proxy of the socket is there and on its machine.
    fn uses_proxy(&self, kind: Kind) -> bool {
        let reads = kind.application().needs.iter().any(|need| need.interface == Interface::DockerApi);
        let near = !(self.split && Self::is_optional(kind));
        reads && near && self.kinds.iter().any(|kind| kind.speaks(Interface::DockerApi))
    }

    /// The findings that these services cannot be without: those with the Docker socket itself.
    pub(super) fn accepted(&self) -> Vec<Acceptance> {
        let mounts = |kind: &Kind| kind.application().host_mounts.iter().any(HostMount::is_docker_socket);
        let readers =
            self.kinds.iter().copied().filter(|kind| mounts(kind) && !kind.speaks(Interface::DockerApi));
        let raw = readers.filter(|kind| !self.uses_proxy(*kind));
        let acceptance = |kind| Acceptance {
            code: "raw-docker-socket".into(),
            at: KeyPath::root().key("services").key(self.name(kind)),
            reason: valid("there is no proxy for it"),
        };
        raw.map(acceptance).collect()
    }

    fn uses(&self, kind: Kind) -> Vec<Use> {
        let application = kind.application();
        let interfaces = application.needs.iter().map(|need| need.interface);
        let interfaces =
            interfaces.filter(|interface| *interface != Interface::DockerApi || self.uses_proxy(kind));
        let servers: Vec<Kind> =
            interfaces.filter_map(|one| self.kinds.iter().copied().find(|kind| kind.speaks(one))).collect();
        let mut uses: Vec<Use> = servers.iter().map(|server| Use::Service(self.name(*server))).collect();
        let gives = |other: &Kind| {
            other.application().metrics.is_some_and(|metrics| metrics.exporter != Exporter::Itself)
        };
        let watched =
            self.kinds.iter().copied().filter(|other| *other != kind && application.collects && gives(other));
        for other in watched.filter(|other| !servers.contains(other)) {
            // With two machines, what it watches may be on the other one.
            if !self.split || Self::is_optional(other) {
                uses.push(Use::Detailed(DetailedUse {
                    wait: Some(Condition::Started),
                    ..DetailedUse::of(self.name(other))
                }));
            }
        }
        uses
    }

    /// The services that a container may be a client of.
    pub(super) fn servers(&self) -> Vec<ServiceName> {
        let interfaces = [
            Interface::Postgresql,
            Interface::Redis,
            Interface::Qdrant,
            Interface::ModelApi,
            Interface::DockerApi,
        ];
        let kinds = interfaces
            .into_iter()
            .flat_map(|interface| self.kinds.iter().filter(move |kind| kind.speaks(interface)));
        kinds.map(|kind| self.name(*kind)).collect()
    }

    /// What the definitions of applications are told of the rest.
    fn draw(&self) -> Draw {
        let uses_database = |kind: &&Kind| {
            kind.application().needs.iter().any(|need| need.interface == Interface::Postgresql)
        };
        Draw {
            is_configured: self.configured,
            has_collector: self.kinds.iter().any(|kind| kind.application().collects),
            database: self.kinds.iter().find(uses_database).map(|kind| self.name(*kind).identifier()),
        }
    }

    /// The secrets that settings name, with their alphabets.
    pub(super) fn secrets(&self) -> Vec<(&'static str, SecretCharset)> {
        let draw = self.draw();
        let kinds = self.kinds.iter().filter(|_| self.configured);
        kinds.flat_map(|kind| (kind.application().tests.secrets)(&draw)).copied().collect()
    }
}
