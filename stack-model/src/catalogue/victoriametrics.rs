//! `VictoriaMetrics`, the store of metrics.

use super::{
    Application, Category, Cost, Kind, Listener, MemoryFloor, Metrics, PathFact, ProbeFact, Proof,
    RootFilesystem, SubPath, User, VolumeFact,
};
use crate::{
    resolve::{Text, Wiring},
    stack::{Tool, settings::Settings},
    value::{Duration, MemorySize, Port},
};

pub(super) static APPLICATION: Application = Application {
    kind: Kind::Victoriametrics,
    title: "VictoriaMetrics",
    category: Category::Observability,
    // VictoriaMetrics/VictoriaMetrics: release v1.150.0; tags carry a `v`.
    image: Some("docker.io/victoriametrics/victoria-metrics:v1.150.0"),
    // Alpine, started as root unless told otherwise; it writes nowhere but in its data path.
    user: User::Forced(65534),
    tools: &[Tool::Wget, Tool::Sh],
    capabilities: &[],
    root: RootFilesystem::ReadOnly(&["/tmp"]),
    volumes: |_| vec![VolumeFact { name: "", at: "/victoria-metrics-data" }],
    host_mounts: &[],
    listeners: &[Listener { name: "http", port: Port::constant(8428) }],
    probe: |_| Some(ProbeFact::Http { tool: Tool::Wget, port: Port::constant(8428), path: "/health" }),
    paths: &[PathFact {
        path: "/health",
        anonymous: true,
        cost: Cost::Free,
        source: "VictoriaMetrics 1.150, lib/httpserver",
    }],
    first_boot: Duration::from_seconds(30),
    probe_timeout: Duration::from_seconds(5),
    memory_floor: Some(MemoryFloor {
        size: MemorySize::from_mib(128),
        seen: "the least that is estimated to do; nobody measured it",
    }),
    sub_path: SubPath::Unsupported("it needs -http.pathPrefix, which the stack does not set"),
    needs: &[],
    egress: false,
    secrets: &[],
    environment: |wiring| vec![("TZ", wiring.timezone())],
    command,
    metrics: Some(Metrics::itself(&[include_str!("metrics/victoriametrics.txt")])),
    obsolete: &[],
    proof: Proof::Observed(
        "1.79.5 with the generated command and every query of Grafana, `verify victoria-metrics`",
    ),
};

fn command(wiring: &Wiring<'_>) -> Vec<Text> {
    let days = match wiring.settings() {
        Settings::Retention(settings) => settings.retention_days.unwrap_or(30),
        _ => 30,
    };
    // A bare number would be months, and `m` is refused.
    vec![
        Text::literal("-storageDataPath=/victoria-metrics-data"),
        Text::literal(format!("-retentionPeriod={days}d")),
        Text::literal("-selfScrapeInterval=30s"),
    ]
}
