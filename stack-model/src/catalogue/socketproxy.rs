//! The Docker socket proxy: a Caddy in front of the engine's socket, for what its clients read and nothing else.

use super::{
    Application, BackupFact, Capability, Category, Cost, HostMount, Kind, Listener, MemoryFloor, Method,
    Origin, PathFact, ProbeFact, Proof, RootFilesystem, Sources, SubPath, Timed, User,
    fact::{DOCKER_SOCKET, no_volumes},
};
use crate::{
    stack::Tool,
    value::{MemorySize, Port},
};

pub(super) static APPLICATION: Application = Application {
    kind: Kind::Socketproxy,
    title: "Docker socket proxy",
    category: Category::System,
    image: Some("docker.io/library/caddy:2.11.4"),
    // The socket is `root:docker` with mode 0660, and the number of the group differs by machine. Root owns it, and so
    // opens it without any capability (verify `socket-proxy`).
    user: User::Root,
    tools: &[Tool::Wget, Tool::Sh],
    // It binds no low port. The image's binary has this capability set on its file, and the kernel refuses to start it
    // where the capability is not allowed (caddyserver/caddy-docker, issue 396).
    capabilities: &[Capability::new(
        "NET_BIND_SERVICE",
        Origin::Reported(
            "caddyserver/caddy-docker issue 396: the program's file has this capability, and the kernel refuses to start it where it is not allowed",
        ),
    )],
    root: RootFilesystem::ReadOnly(&["/tmp", "/data", "/config"]),
    volumes: no_volumes,
    backup: BackupFact {
        method: Method::None("it keeps nothing"),
        from: Origin::Read(
            "caddyserver/caddy-docker 2.11, 2.11/alpine/Dockerfile: `/data` and `/config` are where it may write; it keeps nothing there",
        ),
    },
    seed: None,
    upgrade: None,
    host_mounts: &[HostMount::bare(DOCKER_SOCKET, DOCKER_SOCKET, "is what it stands in front of")],
    listeners: &[Listener::open("http", 2375)],
    probe: |_| Some(ProbeFact::Http { tool: Tool::Wget, port: Port::constant(2375), path: "/_ping" }),
    paths: &[PathFact {
        path: "/_ping",
        anonymous: true,
        cost: Cost::Free,
        source: Origin::Read("Docker Engine API 1.47, SystemPing"),
    }],
    first_boot: Timed::seconds(
        15,
        Origin::Observed("Caddy 2.6.2 with a site on the loopback, 0.1 s on one core"),
    ),
    probe_timeout: Timed::seconds(
        5,
        Origin::Estimated(
            "the engine answers a ping without asking containers; the rest is for a machine that is busy",
        ),
    ),
    memory_floor: Some(MemoryFloor {
        size: MemorySize::from_mib(64),
        seen: "47 MiB were resident after a few requests; nobody measured it under load",
        from: Origin::Observed(
            "Caddy 2.11 with the generated file: 47 MiB were resident after a few requests",
        ),
    }),
    sub_path: SubPath::Unsupported("clients of Docker know no prefix"),
    needs: &[],
    egress: false,
    secrets: &[],
    environment: |wiring| vec![("TZ", wiring.timezone())],
    command: super::fact::default_command,
    metrics: None,
    obsolete: &[],
    proof: Proof::Observed(
        "Caddy 2.11 with the generated Caddyfile, without capabilities, in front of a stand-in of the engine",
    ),
    sources: Sources {
        image: Origin::Decided("the image of the kind `caddy`: one program less to pull and to watch"),
        user: Origin::Observed(
            "Caddy 2.11 without capabilities opens a socket of `root:docker` with mode 0660 as root, `verify socket-proxy`",
        ),
        tools: Origin::Read("caddyserver/caddy-docker 2.11, 2.11/alpine/Dockerfile: Alpine, so BusyBox"),
        root: Origin::Read(
            "caddyserver/caddy-docker 2.11, 2.11/alpine/Dockerfile: `/data` and `/config` are where it may write; it keeps nothing there",
        ),
        storage: Origin::Read("Docker Engine 27, docs.docker.com page on its socket: `/var/run/docker.sock`"),
        listeners: Origin::Decided(
            "the generated Caddyfile listens there; the number is what clients of Docker take for granted",
        ),
        probe: Origin::Read(
            "Docker Engine API 1.47, SystemPing: the engine itself answers, so a proxy without an engine is not healthy",
        ),
        sub_path: Origin::Read(
            "Docker Engine API 1.47, its paths: they begin with the version, and clients know no prefix",
        ),
        calls: Origin::Observed(
            "Caddy 2.11 with the generated Caddyfile, which asks for no certificate, `verify socket-proxy`",
        ),
        settings: Origin::Observed("Caddy 2.11 with the generated Caddyfile, `verify socket-proxy`"),
    },
};

/// A request to the Docker engine that reads something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DockerCall {
    /// Its name: lower-case words, joined by `-`.
    pub name: &'static str,
    /// A regular expression of its path, without the version in front, and without anchors.
    pub path: &'static str,
}

const PING: DockerCall = DockerCall { name: "ping", path: "/_ping" };
const VERSION: DockerCall = DockerCall { name: "version", path: "/version" };
const CONTAINERS: DockerCall = DockerCall { name: "containers", path: "/containers/json" };
/// Shows the environment of a container, and so its secrets.
const CONTAINER: DockerCall =
    DockerCall { name: "container", path: "/containers/[A-Za-z0-9][A-Za-z0-9_.-]*/json" };
const LOGS: DockerCall = DockerCall { name: "logs", path: "/containers/[A-Za-z0-9][A-Za-z0-9_.-]*/logs" };
/// No part of a name begins with a dot, so that no path leads out of the images.
const IMAGE: DockerCall = DockerCall {
    name: "image",
    path: "/images/[A-Za-z0-9][A-Za-z0-9_.:@-]*(/[A-Za-z0-9][A-Za-z0-9_.:@-]*)*/json",
};
const NETWORKS: DockerCall = DockerCall { name: "networks", path: "/networks" };

/// What a client of a kind asks the Docker engine. The first is that of the proxy's own health check, and of every client
/// that negotiates its version.
pub const fn docker_calls(client: Kind) -> &'static [DockerCall] {
    match client {
        // crazy-max/diun 4.33: pkg/docker/client.go, container.go and image.go.
        Kind::Diun => &[PING, VERSION, CONTAINERS, IMAGE],
        // Alloy 1.18: internal/component/loki/source/docker/tailer.go; Prometheus 3: discovery/moby/docker.go and network.go.
        Kind::Alloy => &[PING, CONTAINERS, NETWORKS, CONTAINER, LOGS],
        // Nobody knows what it asks.
        Kind::Container => &[PING, VERSION, CONTAINERS, IMAGE, NETWORKS, CONTAINER, LOGS],
        _ => &[PING],
    }
}
