//! Loki, the store of logs.

#[cfg(feature = "testing")]
use crate::catalogue::{Lane, TestFact};
use crate::{
    catalogue::{
        Application, AppliedBy, BackupFact, Category, Cost, DockerCall, FileFact, HealthFact, Interface,
        Listener, MemoryFloor, Method, MountFact, Origin, PathFact, Privileges, ProbeFact, Proof,
        RetentionSettings, RootFilesystem, SettingsType, Sources, SubPath, Timed, User, VolumeFact,
    },
    resolve::Text,
    stack::Tool,
    value::{ImageRef, MemorySize},
};
#[cfg(feature = "testing")]
use serde_json::json;

pub(in crate::catalogue) static APPLICATION: Application = Application {
    name: "loki",
    title: "Loki",
    summary: "Loki: stores logs.",
    category: Category::Observability,
    group: "monitoring",
    provides: &[Interface::LogStore],
    image: Some("docker.io/grafana/loki:3.7.6"),
    user: User::Image(10001),
    tools: &[Tool::Itself],
    capabilities: &[],
    privileges: Privileges::NONE,
    root: RootFilesystem::ReadOnly(&["/tmp"]),
    volumes: |_| vec![VolumeFact { name: "", at: "/loki", holds: "log lines" }],
    backup: BackupFact {
        method: Method::None("log lines are history, and nothing depends on them"),
        from: Origin::Decided("the specification copies no logs, and they outgrow everything else"),
    },
    seed: None,
    upgrade: None,
    host_mounts: &[],
    listeners: &[Listener::open("http", 3100), Listener::open("grpc", 9095)],
    probe,
    paths: &[PathFact {
        path: "/ready",
        anonymous: true,
        cost: Cost::Free,
        source: Origin::Read("Loki 3.7.6, pkg/loki/loki.go"),
    }],
    health: Some(HealthFact::live("/ready")),
    first_boot: Timed::seconds(
        60,
        Origin::Estimated(
            "`/ready` answers 503 until its ring has settled for `min_ready_duration`, 15 s (3.7.6, docs/sources/shared/configuration.md); four times that",
        ),
    ),
    probe_timeout: Timed::seconds(
        5,
        Origin::Estimated(
            "the program starts once more, only to ask `/ready` on the loopback, and reads no index for it",
        ),
    ),
    memory_floor: Some(MemoryFloor {
        size: MemorySize::from_mib(192),
        seen: "the least that is estimated to do; nobody measured it",
        from: Origin::Estimated(
            "one process for the logs of one small stack; its page on sizing (3.7.6) speaks of clusters only, the smallest for up to 100 TB a month",
        ),
    }),
    sub_path: SubPath::Unsupported("it serves an API at `/loki`, and nothing else"),
    needs: &[],
    collects: false,
    knows_proxy: false,
    image_list: None,
    docker_calls: &[DockerCall::PING],
    egress: false,
    secrets: &[],
    environment: |wiring| vec![("TZ", wiring.timezone())],
    command: |_| vec![Text::literal("-config.file=/etc/loki/loki.yml"), Text::literal("-target=all")],
    files: &[FileFact::new("loki.yml", AppliedBy::Restart)],
    mounts: &[MountFact::new("configs/<service>", "/etc/loki")],
    metrics: None,
    obsolete: &[],
    settings: SettingsType::of::<RetentionSettings>(),
    #[cfg(feature = "testing")]
    tests: TestFact {
        is_optional: true,
        config: |draw| draw.is_configured.then(|| json!({ "retention_days": 7 })),
        ..TestFact::on(&[Lane::Watch])
    },
    proof: Proof::Read("Loki 3.7, cmd/loki/loki-docker-config.yaml"),
    sources: Sources {
        image: Origin::Read("grafana/loki 3.7.6, its release"),
        user: Origin::Read("Loki 3.7.6, cmd/loki/Dockerfile: 10001"),
        tools: Origin::Read("Loki 3.7.6, cmd/loki/Dockerfile: distroless, without a shell since 3.6.0"),
        root: Origin::Read("Loki 3.7.6, cmd/loki/loki-docker-config.yaml: everything is below `path_prefix`"),
        storage: Origin::Read("Loki 3.7.6, cmd/loki/loki-docker-config.yaml: `/loki`"),
        listeners: Origin::Read(
            "Loki 3.7.6, docs/sources/shared/configuration.md: `http_listen_port`; `grpc_listen_port` is 9095 unless written",
        ),
        probe: Origin::Read(
            "Loki 3.7.6, cmd/loki/health.go: `-health` came with 3.6.5; from 3.6.0 until then nothing in the image can ask",
        ),
        sub_path: Origin::Read(
            "Loki 3.7.6, docs/sources/reference/loki-http-api.md: an API at `/loki`, and nothing else",
        ),
        calls: Origin::Read(
            "Loki 3.7.6, cmd/loki/loki-docker-config.yaml: reports are the only call outside; the generated file switches them off",
        ),
        settings: Origin::Reported("field report on 3.6.5: the ring stays empty without `-target=all`"),
    },
};

/// `loki -health` came with 3.6.5; from 3.6.0 until then nothing in the image can ask.
fn probe(image: &ImageRef) -> Option<ProbeFact> {
    let old = image.major_minor().is_some_and(|version| version < (3, 7));
    (!old).then_some(ProbeFact::Command { tool: Tool::Itself, words: &["/usr/bin/loki", "-health"] })
}
