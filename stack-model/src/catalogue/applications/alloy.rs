//! Grafana Alloy, the collector of metrics and logs.

#[cfg(feature = "testing")]
use crate::catalogue::{Lane, TestFact};
use crate::{
    catalogue::{
        Application, AppliedBy, BackupFact, Capability, Category, Cost, Credential, DockerCall, FileFact,
        HealthFact, HostMount, Interface, Listener, Manner, MemoryFloor, Method, Metrics, MountFact, Need,
        Origin, PathFact, Privileges, ProbeFact, Proof, RootFilesystem, SettingsType, Sources, SubPath,
        Timed, User, VolumeFact,
    },
    resolve::Text,
    stack::Tool,
    value::{MemorySize, Port},
};

pub(in crate::catalogue) static APPLICATION: Application = Application {
    name: "alloy",
    title: "Alloy",
    summary: "Grafana Alloy: collects metrics and logs.",
    category: Category::Observability,
    group: "monitoring",
    provides: &[],
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
    privileges: Privileges::NONE,
    root: RootFilesystem::ReadOnly(&["/tmp", "/host/rootfs/run"]),
    volumes: |_| vec![VolumeFact { name: "", at: "/var/lib/alloy/data", holds: "how far each log was read" }],
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
    health: Some(HealthFact::live("/-/ready")),
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
        Need {
            interface: Interface::LogStore,
            required: true,
            reason: "it pushes logs there",
            manner: Manner::Requests,
        },
        Need {
            interface: Interface::MetricsStore,
            required: true,
            reason: "it pushes metrics there",
            manner: Manner::Requests,
        },
        Need {
            interface: Interface::DockerApi,
            required: false,
            reason: "it reads the logs of containers through it",
            manner: Manner::Requests,
        },
    ],
    collects: true,
    knows_proxy: false,
    image_list: None,
    // Alloy 1.18: internal/component/loki/source/docker/tailer.go; Prometheus 3: discovery/moby/docker.go and network.go.
    docker_calls: &[
        DockerCall::PING,
        DockerCall::CONTAINERS,
        DockerCall::NETWORKS,
        DockerCall::CONTAINER,
        DockerCall::LOGS,
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
    files: &[FileFact::new("config.alloy", AppliedBy::Restart)],
    mounts: &[MountFact::new("configs/<service>", "/etc/alloy")],
    metrics: Some(Metrics::component(
        "unix",
        Credential::None,
        &[
            include_str!("../metrics/alloy.txt"),
            include_str!("../metrics/node.txt"),
            // Of the folder that `textfile` reads: the dumps of its machine write them.
            include_str!("../metrics/dumps.txt"),
        ],
    )),
    obsolete: &[],
    settings: SettingsType::NONE,
    #[cfg(feature = "testing")]
    tests: TestFact { is_optional: true, ..TestFact::on(&[Lane::Back, Lane::Watch]) },
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
