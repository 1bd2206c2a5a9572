//! Caddy, the edge proxy.

#[path = "caddy/lines.rs"]
pub(crate) mod lines;

#[cfg(feature = "testing")]
use crate::catalogue::{Lane, TestFact};
use crate::{
    catalogue::{
        Application, ApplicationSettings, AppliedBy, BackupFact, Capability, Category, Cost, DockerCall,
        FileFact, Interface, Listener, MemoryFloor, Method, MountFact, Origin, PathFact, Privileges,
        ProbeFact, Proof, Reload, RootFilesystem, SettingsType, Sources, SubPath, Timed, User, VolumeFact,
    },
    resolve::{Text, Wiring},
    stack::Tool,
    value::{MemorySize, Port, RouteAddress},
};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Caddy 2.11, `caddy reload`: the running configuration stays if the new one is refused.
const RELOAD: AppliedBy =
    AppliedBy::Reload(Reload { argv: &["caddy", "reload", "--config", "/etc/caddy/Caddyfile"], user: None });

pub(in crate::catalogue) static APPLICATION: Application = Application {
    name: "caddy",
    title: "Caddy",
    summary: "Caddy: the edge proxy.",
    category: Category::Edge,
    group: "caddy",
    provides: &[Interface::HttpProxy],
    image: Some("docker.io/library/caddy:2.11.4"),
    user: User::Root,
    tools: &[Tool::Wget, Tool::Sh],
    capabilities: &[
        Capability::new(
            "DAC_OVERRIDE",
            Origin::Reported("field report CAP-01: its data folder may belong to another user"),
        ),
        Capability::new(
            "NET_BIND_SERVICE",
            Origin::Read(
                "caddyserver/caddy-docker 2.11, 2.11/alpine/Dockerfile: set on the file of the program, which binds 80 and 443",
            ),
        ),
    ],
    privileges: Privileges::NONE,
    root: RootFilesystem::ReadOnly(&["/tmp"]),
    volumes: |_| {
        vec![
            VolumeFact { name: "data", at: "/data", holds: "certificates and their keys" },
            VolumeFact { name: "config", at: "/config", holds: "the configuration that ran last" },
            VolumeFact { name: "logs", at: "/var/log/caddy", holds: "who asked for what" },
        ]
    },
    backup: BackupFact {
        method: Method::None("certificates are asked for again, and its settings are generated"),
        from: Origin::Decided(
            "a machine that is made anew asks for its certificates once, far below the limits of the authority",
        ),
    },
    seed: None,
    upgrade: None,
    host_mounts: &[],
    listeners: &[Listener::open("https", 443), Listener::open("http", 80), Listener::own("health", 8080)],
    probe: |_| Some(ProbeFact::Http { tool: Tool::Wget, port: Port::constant(8080), path: "/health" }),
    paths: &[PathFact {
        path: "/health",
        anonymous: true,
        cost: Cost::Free,
        source: Origin::Decided("the generated Caddyfile has a site for it on the loopback"),
    }],
    health: None,
    first_boot: Timed::seconds(
        15,
        Origin::Observed(
            "Caddy 2.6.2 with a site on the loopback, 0.1 s on one core; the health site waits for no certificate",
        ),
    ),
    probe_timeout: Timed::WGET,
    memory_floor: Some(MemoryFloor {
        size: MemorySize::from_mib(64),
        seen: "it rests at 31M with one site; nobody measured it under load",
        from: Origin::Estimated("Caddy 2.6.2 rests at 31 MiB; twice that for connections and certificates"),
    }),
    sub_path: SubPath::Unsupported("it is the proxy"),
    needs: &[],
    collects: false,
    knows_proxy: false,
    image_list: None,
    // Certificates are asked for and renewed.
    docker_calls: &[DockerCall::PING],
    egress: true,
    secrets: &[],
    environment,
    command: crate::catalogue::fact::default_command,
    // A machine has one proxy, whatever it is called, so its files have one place: the Caddyfile at the top, with imports
    // that are relative to it, on the machine as in the container.
    files: &[
        FileFact::new("Caddyfile", AppliedBy::Restart).at("Caddyfile"),
        FileFact::new("modules.caddy", RELOAD).at("configs/caddy/modules.caddy"),
        FileFact::new("sites.caddy", RELOAD).at("configs/caddy/sites.caddy"),
        FileFact::new("Dockerfile", AppliedBy::Compose).at("build/<service>/Dockerfile"),
    ],
    mounts: &[
        MountFact::new("Caddyfile", "/etc/caddy/Caddyfile"),
        MountFact::new("configs/caddy", "/etc/caddy/configs/caddy"),
    ],
    metrics: None,
    obsolete: &[],
    settings: SettingsType::of::<CaddySettings>(),
    #[cfg(feature = "testing")]
    tests: TestFact { ports: &["80:80", "443:443", "443:443/udp"], ..TestFact::on(&[Lane::Front]) },
    proof: Proof::Observed(
        "Caddy 2.11 with the generated Caddyfile, asked from inside and outside of the VPN",
    ),
    sources: Sources {
        image: Origin::Read("caddyserver/caddy 2.11.4, its release; the image's tags are the bare version"),
        user: Origin::Read("caddyserver/caddy-docker 2.11, 2.11/alpine/Dockerfile: no user is set"),
        tools: Origin::Read("caddyserver/caddy-docker 2.11, 2.11/alpine/Dockerfile: Alpine, so BusyBox"),
        root: Origin::Read(
            "caddyserver/caddy-docker 2.11, 2.11/alpine/Dockerfile: it writes below `/data` and `/config`",
        ),
        storage: Origin::Read(
            "caddyserver/caddy-docker 2.11, 2.11/alpine/Dockerfile: `XDG_DATA_HOME` and `XDG_CONFIG_HOME`; the logs are where the generated Caddyfile writes them",
        ),
        listeners: Origin::Observed("Caddy 2.11 with the generated Caddyfile, `verify caddy-behaviour`"),
        probe: Origin::Observed(
            "Caddy 2.6.2: port 80 only redirects to a certificate that `localhost` cannot have, so the health site is one of its own",
        ),
        sub_path: Origin::Decided("it is the proxy that gives others their path"),
        calls: Origin::Read(
            "Caddy 2.11, caddyserver.com/docs/automatic-https: certificates are asked for and renewed",
        ),
        settings: Origin::Read(
            "caddy-dns/ovh 1.0.1, README.md: the environment variables of its credentials",
        ),
    },
};

/// Settings of the edge proxy.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CaddySettings {
    /// Third-party modules built into the image.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modules: Vec<CaddyModule>,
    /// Whether browsers are told to refuse plain HTTP for every name below the domain, for good
    /// (`includeSubDomains; preload`). There is no way back from it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub hsts_preload: bool,
    /// Hand-written lines for a site, by its label (`@` for the domain itself).
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub sites: IndexMap<RouteAddress, CaddySite>,
}

impl ApplicationSettings for CaddySettings {}

/// A third-party module of Caddy, with the directive that it brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CaddyModule {
    /// `rate_limit`: github.com/mholt/caddy-ratelimit.
    RateLimit,
    /// `dns ovh`: github.com/caddy-dns/ovh.
    OvhDns,
}

impl CaddyModule {
    /// The directive, or the sub-directive, that only works with this module.
    pub const fn directive(self) -> &'static str {
        match self {
            Self::RateLimit => "rate_limit",
            Self::OvhDns => "dns ovh",
        }
    }

    /// The Go module and the version that is built in (tags of the two repositories, read 2026).
    pub const fn go_module(self) -> &'static str {
        match self {
            Self::RateLimit => "github.com/mholt/caddy-ratelimit@v0.1.0",
            Self::OvhDns => "github.com/caddy-dns/ovh@v1.0.1",
        }
    }

    /// Every module.
    pub const ALL: [Self; 2] = [Self::RateLimit, Self::OvhDns];
}

/// Hand-written lines for one site.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CaddySite {
    /// Directives at the level of the site, as the Caddyfile spells them.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub lines: String,
}

fn environment(wiring: &Wiring<'_>) -> Vec<(&'static str, Text)> {
    let mut variables = vec![("TZ", wiring.timezone())];
    if let Some(settings) = wiring.settings_of::<CaddySettings>()
        && settings.modules.contains(&CaddyModule::OvhDns)
    {
        variables.push(("OVH_ENDPOINT", Text::literal("ovh-eu")));
        for name in ["OVH_APPLICATION_KEY", "OVH_APPLICATION_SECRET", "OVH_CONSUMER_KEY"] {
            variables.push((name, wiring.shared_secret(&name.to_ascii_lowercase())));
        }
    }
    variables
}
