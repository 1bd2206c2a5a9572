//! The Docker socket proxy: a Caddy in front of the engine's socket, for what its clients read and nothing else.

#[cfg(feature = "testing")]
use crate::catalogue::{Lane, TestFact};
use crate::{
    catalogue::{
        Application, AppliedBy, BackupFact, Capability, Category, Cost, DockerCall, FileFact, HostMount,
        Interface, Listener, MemoryFloor, Method, MountFact, Origin, PathFact, Privileges, ProbeFact, Proof,
        RootFilesystem, SettingsType, Sources, SubPath, Timed, User,
        fact::{DOCKER_SOCKET, no_volumes},
    },
    stack::Tool,
    value::{MemorySize, Port},
};

pub(in crate::catalogue) static APPLICATION: Application = Application {
    name: "socketproxy",
    title: "Docker socket proxy",
    summary: "The Docker socket proxy: lets its clients read, and nothing else.",
    category: Category::System,
    group: "socketproxy",
    provides: &[Interface::DockerApi],
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
    privileges: Privileges::NONE,
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
    health: None,
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
    collects: false,
    knows_proxy: false,
    image_list: None,
    docker_calls: &[DockerCall::PING],
    egress: false,
    secrets: &[],
    environment: |wiring| vec![("TZ", wiring.timezone())],
    command: crate::catalogue::fact::default_command,
    files: &[FileFact::new("Caddyfile", AppliedBy::Restart)],
    mounts: &[MountFact::new("configs/<service>", "/etc/caddy")],
    metrics: None,
    obsolete: &[],
    settings: SettingsType::NONE,
    #[cfg(feature = "testing")]
    tests: TestFact::on(&[Lane::Socket]),
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
