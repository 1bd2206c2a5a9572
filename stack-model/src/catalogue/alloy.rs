//! Grafana Alloy, the collector of metrics and logs.

use super::{
    Application, BackupFact, Capability, Category, Cost, HostMount, Kind, Listener, Manner, MemoryFloor,
    Method, Metrics, Need, Origin, PathFact, ProbeFact, Proof, RootFilesystem, Sources, SubPath, Timed, User,
    VolumeFact,
};
use crate::{
    resolve::Text,
    stack::Tool,
    value::{MemorySize, Port},
};

pub(super) static APPLICATION: Application = Application {
    kind: Kind::Alloy,
    title: "Alloy",
    category: Category::Observability,
    image: Some("docker.io/grafana/alloy:v1.18.1"),
    user: User::Root,
    tools: &[Tool::Bash, Tool::Sh],
    capabilities: &[Capability::new(
        "DAC_READ_SEARCH",
        Origin::Observed(
            "node exporter 1.5 as root without it cannot stat a file system below a folder of another user with mode 0700, and with it can",
        ),
    )],
    // The machine's root is mounted with what is mounted below it, and `/run` holds the sockets of Docker and containerd,
    // which a read-only mount does not close: an empty folder covers them.
    root: RootFilesystem::ReadOnly(&["/tmp", "/host/rootfs/run"]),
    volumes: |_| vec![VolumeFact { name: "", at: "/var/lib/alloy/data" }],
    backup: BackupFact {
        method: Method::None("it keeps how far each log was read, and begins anew"),
        from: Origin::Decided("a log line that is read twice or missed once is no loss that a copy is worth"),
    },
    seed: None,
    upgrade: None,
    host_mounts: &[
        HostMount::socket_or_proxy("reads container logs through the Docker API"),
        HostMount::bare("/proc", "/host/proc", "metrics of the machine"),
        HostMount::bare("/sys", "/host/sys", "metrics of the machine"),
        HostMount::bare("/", "/host/rootfs", "metrics of the machine's disks"),
    ],
    listeners: &[Listener::open("http", 12345)],
    probe: |_| Some(ProbeFact::Http { tool: Tool::Bash, port: Port::constant(12345), path: "/-/ready" }),
    paths: &[PathFact {
        path: "/-/ready",
        anonymous: true,
        cost: Cost::Free,
        source: Origin::Read("Alloy 1.18.1, internal/service/http/http.go"),
    }],
    first_boot: Timed::seconds(
        30,
        Origin::Estimated(
            "it has no data to make, and its Helm chart (1.18.1) expects it ready after 10 s; thrice that for slow disks",
        ),
    ),
    probe_timeout: Timed::BASH,
    memory_floor: Some(MemoryFloor {
        size: MemorySize::from_mib(256),
        seen: "its own page asks 120M for each 1M of logs a second, without the metrics",
        from: Origin::Estimated(
            "its page on resources asks 120 MiB for 1 MiB of logs a second, which a single machine does not write",
        ),
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
        Text::words([
            "run",
            "--storage.path=/var/lib/alloy/data",
            "--disable-reporting",
            "/etc/alloy/config.alloy",
        ])
    },
    metrics: Some(Metrics::component(
        "unix",
        &[
            include_str!("metrics/alloy.txt"),
            include_str!("metrics/node.txt"),
            // Of the folder that `textfile` reads: the dumps of its machine write them.
            include_str!("metrics/dumps.txt"),
        ],
    )),
    obsolete: &[],
    proof: Proof::Read("Alloy 1.18, docs/sources/reference"),
    sources: Sources {
        image: Origin::Read("grafana/alloy 1.18.1, its release; tags carry a `v`"),
        user: Origin::Read("Alloy 1.18.1, Dockerfile: it makes a user and does not become it"),
        tools: Origin::Read("Alloy 1.18.1, Dockerfile: Ubuntu without wget and curl"),
        root: Origin::Read(
            "Alloy 1.18.1, Dockerfile and docs/sources/reference/cli/run.md: it writes below `--storage.path`",
        ),
        storage: Origin::Read(
            "Alloy 1.18.1, docs/sources/reference/components/prometheus/prometheus.exporter.unix.md: `procfs_path`, `sysfs_path`, `rootfs_path`",
        ),
        listeners: Origin::Read(
            "Alloy 1.18.1, docs/sources/reference/cli/run.md: `--server.http.listen-addr`, the loopback unless told otherwise",
        ),
        probe: Origin::Read(
            "Alloy 1.18.1, internal/service/http/http.go: 200 once it is ready, 503 until then",
        ),
        sub_path: Origin::Read(
            "Alloy 1.18.1, docs/sources/reference/cli/run.md: `--server.http.ui-path-prefix`",
        ),
        calls: Origin::Read(
            "Alloy 1.18.1, docs/sources/reference/cli/run.md: `--disable-reporting` stops its reports",
        ),
        settings: Origin::Read("Alloy 1.18.1, docs/sources/reference/cli/run.md"),
    },
};
