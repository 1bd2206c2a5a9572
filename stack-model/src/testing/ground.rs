//! `Ground`: machines, environments, networks and access: what the services of a stack stand on.

use super::{line, valid};
use crate::{
    catalogue::{Kind, Lane},
    stack::{
        Access, AddressPool, Addresses, Bans, Delivery, Deployment, DnsProvider, DnsZone, DockerEngine,
        Firewall, FirewallRule, Format, Host, HostRole, HostSize, ListenAddress, LogRotation, Monitoring,
        Network, OvhEndpoint, PerEnv, Plane, Project, Provider, Retention, Service, Smoke, Snapshots, Ssh,
        Trial, UptimeKuma, Vpn, VpnDns,
    },
    value::{
        EnvironmentName, HostName, Line, MemorySize, NetworkName, Port, ProfileName, Protocol, ServiceName,
    },
};
use indexmap::IndexMap;
use proptest::{prelude::*, sample::select};
use std::net::IpAddr;

/// A server type with 32 GiB.
const TRIAL_TYPE: &str = "cx53";

/// What the services of a stack stand on.
#[expect(clippy::struct_excessive_bools, reason = "each is one toss of a coin of the strategy")]
#[derive(Debug, Clone)]
pub(super) struct Ground {
    pub(super) environments: Vec<EnvironmentName>,
    /// The machines that are deployed to.
    pub(super) hosts: Vec<HostName>,
    /// Whether machines have an address on the VPN.
    pub(super) vpn: bool,
    hub: bool,
    lan: bool,
    own_pool: bool,
    /// Whether the second machine exists in the first environment only.
    alone: bool,
    /// Whether the last environment leaves every profile out.
    without: bool,
    details: bool,
    /// Whether the repository says what stays, once for all that is put into it.
    one_retention: bool,
    subnets: &'static str,
    title: Line,
}

impl Ground {
    pub(super) fn any() -> impl Strategy<Value = Self> {
        const ENVIRONMENTS: &[&[&str]] = &[&["prod"], &["prod", "preprod"], &["live", "test-2"]];
        const HOSTS: &[&[&str]] = &[&["vps"], &["vps"], &["web-1", "web-2"]];
        const SUBNETS: &[&str] = &["172.20.{}.0/24", "10.{}.0.0/16", "192.168.{}.0/26"];
        let names = (select(ENVIRONMENTS), select(HOSTS), select(SUBNETS));
        (names, any::<[bool; 8]>(), line()).prop_map(|((environments, hosts, subnets), choices, title)| {
            let [vpn, hub, lan, own_pool, alone, without, details, one_retention] = choices;
            Self {
                environments: environments.iter().map(|name| valid(name)).collect(),
                hosts: hosts.iter().map(|name| valid(name)).collect(),
                vpn,
                hub,
                lan,
                own_pool,
                alone,
                without,
                details,
                one_retention,
                subnets,
                title,
            }
        })
    }

    /// Whether there is a hub within the VPN that takes dumps away.
    pub(super) fn has_backups(&self) -> bool {
        self.vpn && self.hub && self.details
    }

    /// What stays: as the repository says, as a job does, and as the copy of Zerobyte's state does. It is said once.
    pub(super) fn retentions(&self) -> [Option<Retention>; 3] {
        let [many, few] = [[0, 0, 7, 4, 6, 2], [3, 0, 7, 0, 0, 0]];
        let counts =
            if self.one_retention { [Some(many), None, None] } else { [None, Some(many), Some(few)] };
        counts.map(|counts| counts.map(|counts| Retention::new(counts).expect("a retention with numbers")))
    }

    pub(super) fn format() -> Format {
        Format
    }

    pub(super) fn project(&self) -> Project {
        Project {
            name: valid(if self.details { "my-stack" } else { "vpai" }),
            display_name: self.details.then(|| self.title.clone()),
            timezone: valid(if self.lan { "Europe/Paris" } else { "Etc/GMT+5" }),
            email: self.details.then(|| valid("ops+acme@example.com")),
        }
    }

    /// One value, or one for each environment, made from its index.
    pub(super) fn each<T>(&self, vary: bool, value: impl Fn(usize) -> T) -> PerEnv<T> {
        if vary {
            PerEnv::Each(
                self.environments
                    .iter()
                    .cloned()
                    .enumerate()
                    .map(|(index, name)| (name, value(index)))
                    .collect(),
            )
        } else {
            PerEnv::All(value(0))
        }
    }

    /// The machine that a service runs on.
    pub(super) fn host_of<'a>(&'a self, service: &'a Service) -> &'a HostName {
        service.host.as_ref().unwrap_or(&self.hosts[0])
    }

    /// The machine with an index, as a service names it.
    pub(super) fn written_host(&self, index: usize) -> Option<HostName> {
        (self.hosts.len() > 1).then(|| self.hosts[index % self.hosts.len()].clone())
    }

    pub(super) fn hosts(&self, services: &IndexMap<ServiceName, Service>) -> IndexMap<HostName, Host> {
        let trial = self.trial(services);
        let deployed = self.hosts.iter().enumerate();
        let deployed = deployed.map(|(index, name)| (name.clone(), self.host(index + 1, trial.as_ref())));
        let named = |index| Host {
            role: HostRole::External,
            addresses: self.addresses(index, None),
            ..Host::default()
        };
        let hub = [("hub", 0), ("nas", 9)].into_iter().filter(|_| self.hub);
        deployed.chain(hub.map(|(name, index)| (valid(name), named(index)))).collect()
    }

    fn host(&self, index: usize, trial: Option<&EnvironmentName>) -> Host {
        let log = LogRotation { max_size: MemorySize::from_mib(20), max_file: 5 };
        let pool = AddressPool { base: valid("172.31.0.0/16"), size: 26 };
        let own = DockerEngine { address_pools: vec![pool], log };
        Host {
            user: self.details.then(|| valid("deploy-2")),
            addresses: self.addresses(index, trial),
            docker: if self.own_pool { own } else { DockerEngine::default() },
            ..Host::default()
        }
    }

    /// Addresses that no other machine and no other environment has; none for the environment of the trial.
    fn addresses(&self, host: usize, trial: Option<&EnvironmentName>) -> Addresses {
        let on = |net: &str| {
            let mut each =
                self.each(host > 0, |index| valid::<IpAddr>(&format!("{net}{}", host * 10 + index + 1)));
            if let (PerEnv::Each(each), Some(trial)) = (&mut each, trial) {
                each.shift_remove(trial);
            }
            each
        };
        Addresses {
            public: Some(on(if self.lan { "2001:db8::" } else { "203.0.113." })),
            mesh: self.vpn.then(|| on("100.64.0.")),
            lan: self.lan.then(|| on("192.168.250.")),
        }
    }

    /// The environments, with machines that hold everything that runs on them.
    pub(super) fn deployments(
        &self,
        services: &IndexMap<ServiceName, Service>,
    ) -> IndexMap<EnvironmentName, Deployment> {
        let mut profiles: Vec<ProfileName> =
            services.values().flat_map(|service| service.profiles.clone()).collect();
        profiles.sort();
        profiles.dedup();
        let last = self.environments.len() - 1;
        let deployment = |(index, name): (usize, &EnvironmentName)| {
            let present = if self.alone && index > 0 { 1 } else { self.hosts.len() };
            let hosts =
                self.hosts.iter().take(present).map(|host| (host.clone(), self.size(host, name, services)));
            let deployment = Deployment {
                domain: valid(&format!("{name}.example.com")),
                hosts: hosts.collect(),
                without: if self.without && index == last { profiles.clone() } else { Vec::new() },
                seed: None,
            };
            (name.clone(), deployment)
        };
        self.environments.iter().enumerate().map(deployment).collect()
    }

    fn size(
        &self,
        host: &HostName,
        environment: &EnvironmentName,
        services: &IndexMap<ServiceName, Service>,
    ) -> HostSize {
        let here = services.values().filter(|service| self.host_of(service) == host);
        let limits = here.filter_map(|service| service.limits.memory.as_ref()?.get(environment).copied());
        let limits: u64 = limits.map(MemorySize::mib).sum();
        let reserve = if self.own_pool { 512 } else { 1024 };
        HostSize {
            memory: MemorySize::from_mib((limits + reserve) * 5 / 4),
            cpus: valid("4"),
            reserve: MemorySize::from_mib(reserve),
            server_type: if self.trial(services).as_ref() == Some(environment) {
                Some(valid(TRIAL_TYPE))
            } else {
                self.details.then(|| self.title.clone())
            },
        }
    }

    /// The networks that are joined.
    pub(super) fn networks(
        &self,
        services: &IndexMap<ServiceName, Service>,
    ) -> IndexMap<NetworkName, Network> {
        let joined = |lane: &Lane| services.values().any(|service| service.networks.contains(&lane.name()));
        let network = |(index, lane): (usize, Lane)| {
            let subnet = valid(&self.subnets.replace("{}", &(index + 1).to_string()));
            (lane.name(), Network { subnet, internal: lane.is_internal() })
        };
        Lane::ALL.into_iter().enumerate().filter(|(_, lane)| joined(lane)).map(network).collect()
    }

    pub(super) fn access(&self) -> Access {
        let ranges = vec![valid("100.64.0.0/10"), valid("fd7a:115c:a1e0::/48")];
        let rule = |port, proto, from| FirewallRule { port: Port::constant(port), proto, from };
        let ssh = Ssh {
            port: Port::constant(2222),
            listen: vec![ListenAddress::Plane(if self.vpn && self.hub {
                Plane::Mesh
            } else {
                Plane::Public
            })],
            allow_users: vec![valid("ops")],
        };
        let bans = Bans {
            max_retry: 3,
            find_time: valid("10m"),
            ban_time: valid("1h30m"),
            ignore: vec![valid("198.51.100.0/24")],
        };
        Access {
            vpn: self.vpn.then(|| Vpn {
                ranges,
                hub: self.hub.then(|| valid("hub")),
                login_server: self.own_pool.then(|| valid("https://vpn.example.net:8443")),
                accept_dns: self.lan,
                dns: if self.hub { VpnDns::Hub } else { VpnDns::Elsewhere },
            }),
            ssh: if self.details { ssh } else { Ssh::default() },
            firewall: Firewall {
                allow: vec![
                    rule(2222, Protocol::Tcp, Some(valid("100.64.0.0/10"))),
                    rule(41641, Protocol::Udp, None),
                ],
            },
            bans: self.details.then_some(bans),
        }
    }
}

impl Ground {
    /// An Uptime Kuma on the hub, if the hub is a member of the VPN. It waits for a backup at least.
    pub(super) fn monitoring(&self) -> Monitoring {
        let kuma = UptimeKuma {
            host: valid("hub"),
            port: Port::constant(3001),
            user: valid("admin"),
            environments: if self.details { vec![self.environments[0].clone()] } else { Vec::new() },
        };
        Monitoring { uptime_kuma: (self.vpn && self.hub).then_some(kuma) }
    }
}

impl Ground {
    /// Deployments by hand, and a machine for one run where an environment has one machine.
    pub(super) fn delivery(&self, services: &IndexMap<ServiceName, Service>) -> Delivery {
        let trial = self.trial(services);
        Delivery {
            confirmed: if self.details { vec![self.environments[0].clone()] } else { Vec::new() },
            trial: trial.map(|environment| Trial {
                environment,
                provider: Provider::Hetzner,
                location: valid("nbg1"),
                snapshots: if self.lan { Snapshots::None } else { Snapshots::LastFailure },
            }),
            dns: self.own_pool.then(|| DnsZone {
                provider: DnsProvider::Ovh,
                zone: valid("example.com"),
                endpoint: OvhEndpoint::OvhEu,
            }),
            smoke: Smoke::default(),
        }
    }

    /// The environment whose machine is made for one run: a second one with one machine, which a type is large enough for.
    fn trial(&self, services: &IndexMap<ServiceName, Service>) -> Option<EnvironmentName> {
        let environment = self.environments.get(1).filter(|_| self.details && self.hosts.len() == 1)?;
        let limits =
            services.values().filter_map(|service| service.limits.memory.as_ref()?.get(environment).copied());
        let fits = limits.map(MemorySize::mib).sum::<u64>() < 24_000;
        fits.then(|| environment.clone())
    }
}

/// What a service is, as far as these strategies name it.
pub(super) fn kind_of(name: &ServiceName, service: &Service) -> Kind {
    service.kind.or_else(|| Kind::of_name(name)).unwrap_or(Kind::CONTAINER)
}
