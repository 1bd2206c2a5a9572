//! cAdvisor, metrics of containers.

#[cfg(feature = "testing")]
use crate::catalogue::{Lane, TestFact};
use crate::{
    catalogue::{
        Application, BackupFact, Capability, Category, Cost, DockerCall, HealthFact, HostMount, Listener,
        MemoryFloor, Method, Metrics, Origin, PathFact, Privileges, ProbeFact, Proof, RootFilesystem,
        SettingsType, Sources, SubPath, Timed, User,
        fact::{DOCKER_SOCKET, no_volumes},
    },
    resolve::Text,
    stack::Tool,
    value::{MemorySize, Port},
};

const WHY: &str = "reads the control groups of every container";

pub(in crate::catalogue) static APPLICATION: Application = Application {
    name: "cadvisor",
    title: "cAdvisor",
    summary: "cAdvisor: metrics of containers.",
    category: Category::Observability,
    group: "monitoring",
    provides: &[],
    image: Some("ghcr.io/google/cadvisor:0.60.5"),
    user: User::Root,
    tools: &[Tool::Wget, Tool::Sh],
    capabilities: &[Capability::new(
        "DAC_READ_SEARCH",
        Origin::Read(
            "cAdvisor 0.60.5, lib/container/common/fsHandler.go: it walks the files of each container, folders of other users among them",
        ),
    )],
    privileges: Privileges {
        // It reads the control groups of the machine, not those of its own namespace (field report MON-01).
        cgroup_host: true,
        devices: &["/dev/kmsg"],
    },
    root: RootFilesystem::ReadOnly(&["/tmp"]),
    volumes: no_volumes,
    backup: BackupFact {
        method: Method::None("it keeps nothing"),
        from: Origin::Read(
            "cAdvisor 0.60.5, deploy/kubernetes/base/daemonset.yaml: every mount is read-only and none is for data",
        ),
    },
    seed: None,
    upgrade: None,
    host_mounts: &[
        HostMount::bare("/", "/rootfs", WHY),
        // Container names come from the Docker API, and through a TCP proxy none arrive (field report MON-01).
        HostMount::bare(DOCKER_SOCKET, DOCKER_SOCKET, WHY),
        HostMount::bare("/sys", "/sys", WHY),
        HostMount::bare("/var/lib/docker", "/var/lib/docker", WHY),
        HostMount::bare("/dev/disk", "/dev/disk", WHY),
    ],
    listeners: &[Listener::open("http", 8080)],
    probe: |_| Some(ProbeFact::Http { tool: Tool::Wget, port: Port::constant(8080), path: "/healthz" }),
    paths: &[PathFact {
        path: "/healthz",
        anonymous: true,
        cost: Cost::Free,
        source: Origin::Read("cAdvisor 0.60.5, deploy/healthcheck.sh"),
    }],
    health: Some(HealthFact::live("/healthz")),
    first_boot: Timed::seconds(
        30,
        Origin::Estimated(
            "its own health check (0.60.5, deploy/Dockerfile) starts to count after 5 s; six times that for many containers",
        ),
    ),
    probe_timeout: Timed::WGET,
    memory_floor: Some(MemoryFloor {
        size: MemorySize::from_mib(128),
        seen: "the least that is estimated to do for some twenty containers; nobody measured it",
        from: Origin::Estimated(
            "its DaemonSet requests 400 MiB at an interval of 1 s for whole nodes; this is for some twenty containers at 30 s",
        ),
    }),
    sub_path: SubPath::Unsupported("it needs --url_base_prefix, which the stack does not set"),
    needs: &[],
    collects: false,
    knows_proxy: false,
    image_list: None,
    docker_calls: &[DockerCall::PING],
    egress: false,
    secrets: &[],
    environment: |wiring| vec![("TZ", wiring.timezone())],
    command: |_| vec![Text::literal("--docker_only=true"), Text::literal("--housekeeping_interval=30s")],
    files: &[],
    mounts: &[],
    metrics: Some(Metrics::http(8080, "/metrics", &[include_str!("../metrics/cadvisor.txt")])),
    obsolete: &[],
    settings: SettingsType::NONE,
    #[cfg(feature = "testing")]
    tests: TestFact { is_optional: true, ..TestFact::on(&[Lane::Watch]) },
    proof: Proof::Read("cAdvisor 0.60, docs/running.md"),
    sources: Sources {
        image: Origin::Read("google/cadvisor 0.60.5, its release; published without a `v` since 0.53"),
        user: Origin::Read("cAdvisor 0.60.5, deploy/Dockerfile: no user is set"),
        tools: Origin::Read(
            "cAdvisor 0.60.5, deploy/Dockerfile and deploy/healthcheck.sh: Alpine, asked with wget",
        ),
        root: Origin::Read(
            "cAdvisor 0.60.5, deploy/kubernetes/base/daemonset.yaml: every mount is read-only and none is for data",
        ),
        storage: Origin::Read("cAdvisor 0.60.5, README.md: the mounts of its quick start"),
        listeners: Origin::Read("cAdvisor 0.60.5, deploy/Dockerfile"),
        probe: Origin::Read("cAdvisor 0.60.5, deploy/healthcheck.sh"),
        sub_path: Origin::Read("cAdvisor 0.60.5, docs/runtime_options.md: `--url_base_prefix`"),
        calls: Origin::Read(
            "cAdvisor 0.60.5, docs/runtime_options.md: it pushes nowhere without `--storage_driver`",
        ),
        settings: Origin::Read("cAdvisor 0.60.5, docs/runtime_options.md"),
    },
};
