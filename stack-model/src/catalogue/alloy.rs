//! Grafana Alloy, the collector of metrics and logs.

use super::{
    Application, Category, Cost, HostMount, Kind, Listener, Manner, MemoryFloor, Metrics, Need, PathFact,
    ProbeFact, Proof, RootFilesystem, SubPath, User, VolumeFact,
};
use crate::{
    resolve::Text,
    stack::Tool,
    value::{Duration, MemorySize, Port},
};

pub(super) static APPLICATION: Application = Application {
    kind: Kind::Alloy,
    title: "Alloy",
    category: Category::Observability,
    // grafana/alloy: release v1.18.1; tags carry a `v`.
    image: Some("docker.io/grafana/alloy:v1.18.1"),
    user: User::Root,
    // Dockerfile: Ubuntu without wget and curl.
    tools: &[Tool::Bash, Tool::Sh],
    capabilities: &["DAC_READ_SEARCH"],
    // The machine's root is mounted with what is mounted below it, and `/run` holds the sockets of Docker and containerd,
    // which a read-only mount does not close: an empty folder covers them.
    root: RootFilesystem::ReadOnly(&["/tmp", "/host/rootfs/run"]),
    volumes: |_| vec![VolumeFact { name: "", at: "/var/lib/alloy/data" }],
    host_mounts: &[
        HostMount::socket_or_proxy("reads container logs through the Docker API"),
        HostMount::bare("/proc", "/host/proc", "metrics of the machine"),
        HostMount::bare("/sys", "/host/sys", "metrics of the machine"),
        HostMount::bare("/", "/host/rootfs", "metrics of the machine's disks"),
    ],
    listeners: &[Listener { name: "http", port: Port::constant(12345) }],
    probe: |_| Some(ProbeFact::Http { tool: Tool::Bash, port: Port::constant(12345), path: "/-/ready" }),
    paths: &[PathFact {
        path: "/-/ready",
        anonymous: true,
        cost: Cost::Free,
        source: "Alloy 1.18, internal/service/http",
    }],
    first_boot: Duration::from_seconds(30),
    probe_timeout: Duration::from_seconds(5),
    memory_floor: Some(MemoryFloor {
        size: MemorySize::from_mib(256),
        seen: "the least that is estimated to do; nobody measured it",
    }),
    sub_path: SubPath::Unsupported("it needs --server.http.ui-path-prefix, which the stack does not set"),
    needs: &[
        Need { kind: Kind::Loki, required: true, reason: "it pushes logs there", manner: Manner::Requests },
        Need {
            kind: Kind::Victoriametrics,
            required: true,
            reason: "it pushes metrics there",
            manner: Manner::Requests,
        },
        Need {
            kind: Kind::Socketproxy,
            required: false,
            reason: "it reads the logs of containers through it",
            manner: Manner::Requests,
        },
    ],
    egress: false,
    secrets: &[],
    environment: |wiring| vec![("TZ", wiring.timezone())],
    command: |_| {
        ["run", "--storage.path=/var/lib/alloy/data", "--disable-reporting", "/etc/alloy/config.alloy"]
            .into_iter()
            .map(Text::literal)
            .collect()
    },
    metrics: Some(Metrics::component(
        "unix",
        &[include_str!("metrics/alloy.txt"), include_str!("metrics/node.txt")],
    )),
    obsolete: &[],
    proof: Proof::Read("Alloy 1.18, docs/sources/reference"),
};
