//! Caddy, the edge proxy.

use super::{
    Application, Category, Cost, Kind, Listener, MemoryFloor, PathFact, ProbeFact, Proof, RootFilesystem,
    SubPath, User, VolumeFact,
};
use crate::{
    resolve::{Text, Wiring},
    stack::{
        Tool,
        settings::{CaddyModule, Settings},
    },
    value::{Duration, MemorySize, Port},
};

pub(super) static APPLICATION: Application = Application {
    kind: Kind::Caddy,
    title: "Caddy",
    category: Category::Edge,
    // caddyserver/caddy: release v2.11.4; the image's tags are the bare version, on Alpine.
    image: Some("docker.io/library/caddy:2.11.4"),
    user: User::Root,
    // caddyserver/caddy-docker: Alpine, so BusyBox wget.
    tools: &[Tool::Wget, Tool::Sh],
    // Ports 80 and 443; its data directory may belong to another user (field report CAP-01).
    capabilities: &["DAC_OVERRIDE", "NET_BIND_SERVICE"],
    root: RootFilesystem::ReadOnly(&["/tmp"]),
    volumes: |_| {
        vec![
            VolumeFact { name: "data", at: "/data" },
            VolumeFact { name: "config", at: "/config" },
            VolumeFact { name: "logs", at: "/var/log/caddy" },
        ]
    },
    host_mounts: &[],
    listeners: &[
        Listener { name: "https", port: Port::constant(443) },
        Listener { name: "http", port: Port::constant(80) },
        Listener { name: "health", port: Port::constant(8080) },
    ],
    // A site of its own on the loopback address. Port 80 only redirects to a certificate that `localhost` cannot
    // have (observed on 2.6.2).
    probe: |_| Some(ProbeFact::Http { tool: Tool::Wget, port: Port::constant(8080), path: "/health" }),
    paths: &[PathFact {
        path: "/health",
        anonymous: true,
        cost: Cost::Free,
        source: "the generated loopback site",
    }],
    first_boot: Duration::from_seconds(15),
    probe_timeout: Duration::from_seconds(5),
    memory_floor: Some(MemoryFloor {
        size: MemorySize::from_mib(64),
        seen: "the least that is estimated to do; nobody measured it",
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
