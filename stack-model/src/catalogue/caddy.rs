//! Caddy, the edge proxy.

use super::{
    Application, BackupFact, Capability, Category, Cost, Kind, Listener, MemoryFloor, Method, Origin,
    PathFact, ProbeFact, Proof, RootFilesystem, Sources, SubPath, Timed, User, VolumeFact,
};
use crate::{
    resolve::{Text, Wiring},
    stack::{
        Tool,
        settings::{CaddyModule, Settings},
    },
    value::{MemorySize, Port},
};

pub(super) static APPLICATION: Application = Application {
    kind: Kind::Caddy,
    title: "Caddy",
    category: Category::Edge,
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
    root: RootFilesystem::ReadOnly(&["/tmp"]),
    volumes: |_| {
        vec![
            VolumeFact { name: "data", at: "/data" },
            VolumeFact { name: "config", at: "/config" },
            VolumeFact { name: "logs", at: "/var/log/caddy" },
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
    // Certificates are asked for and renewed.
    egress: true,
    secrets: &[],
    environment,
    command: super::fact::default_command,
    metrics: None,
    obsolete: &[],
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

fn environment(wiring: &Wiring<'_>) -> Vec<(&'static str, Text)> {
    let mut variables = vec![("TZ", wiring.timezone())];
    if let Settings::Caddy(settings) = wiring.settings()
        && settings.modules.contains(&CaddyModule::OvhDns)
    {
        variables.push(("OVH_ENDPOINT", Text::literal("ovh-eu")));
        for name in ["OVH_APPLICATION_KEY", "OVH_APPLICATION_SECRET", "OVH_CONSUMER_KEY"] {
            variables.push((name, wiring.shared_secret(&name.to_ascii_lowercase())));
        }
    }
    variables
}
