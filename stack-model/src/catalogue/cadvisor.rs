//! cAdvisor, metrics of containers.

use super::{
    Application, Category, Cost, HostMount, Kind, Listener, MemoryFloor, Metrics, PathFact, ProbeFact, Proof,
    RootFilesystem, SubPath, User,
    fact::{DOCKER_SOCKET, no_volumes},
};
use crate::{
    resolve::Text,
    stack::Tool,
    value::{Duration, MemorySize, Port},
};

const WHY: &str = "reads the control groups of every container";

pub(super) static APPLICATION: Application = Application {
    kind: Kind::Cadvisor,
    title: "cAdvisor",
    category: Category::Observability,
    // google/cadvisor: release 0.60.5; published without a `v` since 0.53.
    image: Some("ghcr.io/google/cadvisor:0.60.5"),
    user: User::Root,
    // deploy/Dockerfile: Alpine; its own HEALTHCHECK uses wget.
    tools: &[Tool::Wget, Tool::Sh],
    capabilities: &["DAC_READ_SEARCH"],
    root: RootFilesystem::ReadOnly(&["/tmp"]),
    volumes: no_volumes,
    host_mounts: &[
        HostMount::bare("/", "/rootfs", WHY),
        // Container names come from the Docker API, and through a TCP proxy none arrive (field report MON-01).
        HostMount::bare(DOCKER_SOCKET, DOCKER_SOCKET, WHY),
        HostMount::bare("/sys", "/sys", WHY),
        HostMount::bare("/var/lib/docker", "/var/lib/docker", WHY),
        HostMount::bare("/dev/disk", "/dev/disk", WHY),
    ],
    listeners: &[Listener { name: "http", port: Port::constant(8080) }],
    probe: |_| Some(ProbeFact::Http { tool: Tool::Wget, port: Port::constant(8080), path: "/healthz" }),
    paths: &[PathFact {
        path: "/healthz",
        anonymous: true,
        cost: Cost::Free,
        source: "cAdvisor 0.60, deploy/Dockerfile",
    }],
    first_boot: Duration::from_seconds(30),
    probe_timeout: Duration::from_seconds(5),
    memory_floor: Some(MemoryFloor {
        size: MemorySize::from_mib(128),
        seen: "the least that is estimated to do; nobody measured it",
    }),
    sub_path: SubPath::Unsupported("it needs --url_base_prefix, which the stack does not set"),
    needs: &[],
    egress: false,
    secrets: &[],
    environment: |wiring| vec![("TZ", wiring.timezone())],
    command: |_| vec![Text::literal("--docker_only=true"), Text::literal("--housekeeping_interval=30s")],
    metrics: Some(Metrics::http(8080, "/metrics", &[include_str!("metrics/cadvisor.txt")])),
    obsolete: &[],
    proof: Proof::Read("cAdvisor 0.60, docs/running.md"),
};
