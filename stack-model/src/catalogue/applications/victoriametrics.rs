//! `VictoriaMetrics`, the store of metrics.

#[cfg(feature = "testing")]
use crate::catalogue::{Lane, TestFact};
use crate::{
    catalogue::{
        Application, BackupFact, Category, Cost, DockerCall, HealthFact, Interface, Listener, MemoryFloor,
        Method, Metrics, Origin, PathFact, Privileges, ProbeFact, Proof, RetentionSettings, RootFilesystem,
        SettingsType, Sources, SubPath, Timed, User, VolumeFact,
    },
    resolve::{Text, Wiring},
    stack::Tool,
    value::{MemorySize, Port},
};
#[cfg(feature = "testing")]
use serde_json::json;

pub(in crate::catalogue) static APPLICATION: Application = Application {
    name: "victoriametrics",
    title: "VictoriaMetrics",
    summary: "`VictoriaMetrics`: stores metrics.",
    category: Category::Observability,
    group: "monitoring",
    provides: &[Interface::MetricsStore],
    image: Some("docker.io/victoriametrics/victoria-metrics:v1.150.0"),
    user: User::Forced(65534),
    tools: &[Tool::Wget, Tool::Sh],
    capabilities: &[],
    privileges: Privileges::NONE,
    root: RootFilesystem::ReadOnly(&["/tmp"]),
    volumes: |_| vec![VolumeFact { name: "", at: "/victoria-metrics-data", holds: "measurements" }],
    backup: BackupFact {
        method: Method::None("measurements are history, and nothing depends on them"),
        from: Origin::Decided("the specification copies no measurements, and they outgrow everything else"),
    },
    seed: None,
    upgrade: None,
    host_mounts: &[],
    listeners: &[Listener::open("http", 8428)],
    probe: |_| Some(ProbeFact::Http { tool: Tool::Wget, port: Port::constant(8428), path: "/health" }),
    paths: &[PathFact {
        path: "/health",
        anonymous: true,
        cost: Cost::Free,
        source: Origin::Read("VictoriaMetrics 1.150.0, lib/httpserver/httpserver.go"),
    }],
    health: Some(HealthFact::live("/health")),
    first_boot: Timed::seconds(
        30,
        Origin::Observed(
            "VictoriaMetrics 1.79.5 with the generated command, 0.1 s on one core; the rest is for a store that is opened again",
        ),
    ),
    probe_timeout: Timed::WGET,
    memory_floor: Some(MemoryFloor {
        size: MemorySize::from_mib(128),
        seen: "it rests at 19M when empty; nobody measured it with the series of a whole stack",
        from: Origin::Estimated(
            "VictoriaMetrics 1.79.5 rests at 19 MiB empty; its caches take 60 % of the limit, which is what a stack's series need",
        ),
    }),
    sub_path: SubPath::Unsupported("it needs -http.pathPrefix, which the stack does not set"),
    needs: &[],
    collects: false,
    knows_proxy: false,
    image_list: None,
    docker_calls: &[DockerCall::PING],
    egress: false,
    secrets: &[],
    environment: |wiring| vec![("TZ", wiring.timezone())],
    command,
    files: &[],
    mounts: &[],
    metrics: Some(Metrics::itself(&[include_str!("../metrics/victoriametrics.txt")])),
    obsolete: &[],
    settings: SettingsType::of::<RetentionSettings>(),
    #[cfg(feature = "testing")]
    tests: TestFact {
        is_optional: true,
        config: |draw| draw.is_configured.then(|| json!({ "retention_days": 7 })),
        ..TestFact::on(&[Lane::Watch])
    },
    proof: Proof::Observed(
        "1.79.5 with the generated command and every query of Grafana, `verify victoria-metrics`",
    ),
    sources: Sources {
        image: Origin::Read("VictoriaMetrics/VictoriaMetrics 1.150.0, its release; tags carry a `v`"),
        user: Origin::Read(
            "VictoriaMetrics 1.150.0, app/victoria-metrics/deployment/Dockerfile: no user is set, and it writes nowhere but in its data path",
        ),
        tools: Origin::Read("VictoriaMetrics 1.150.0, deployment/docker/Makefile: Alpine, so BusyBox"),
        root: Origin::Observed(
            "VictoriaMetrics 1.79.5 with the generated command writes below `-storageDataPath` only",
        ),
        storage: Origin::Observed("VictoriaMetrics 1.79.5 with the generated command, which names the path"),
        listeners: Origin::Observed(
            "VictoriaMetrics 1.79.5 with the generated command, `verify victoria-metrics`",
        ),
        probe: Origin::Read("VictoriaMetrics 1.150.0, lib/httpserver/httpserver.go"),
        sub_path: Origin::Read("VictoriaMetrics 1.150.0, lib/httpserver/httpserver.go: `-http.pathPrefix`"),
        calls: Origin::Observed(
            "VictoriaMetrics 1.79.5 runs in a network with no way out, `verify victoria-metrics`",
        ),
        settings: Origin::Observed(
            "VictoriaMetrics 1.79.5 with the generated command, `verify victoria-metrics`: a bare number would be months, and `m` is refused",
        ),
    },
};

fn command(wiring: &Wiring<'_>) -> Vec<Text> {
    let days =
        wiring.settings_of().and_then(|settings: &RetentionSettings| settings.retention_days).unwrap_or(30);
    // A bare number would be months, and `m` is refused.
    vec![
        Text::literal("-storageDataPath=/victoria-metrics-data"),
        Text::literal(format!("-retentionPeriod={days}d")),
        Text::literal("-selfScrapeInterval=30s"),
    ]
}
