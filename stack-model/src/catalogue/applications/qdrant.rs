//! Qdrant, the vector store.

#[cfg(feature = "testing")]
use crate::catalogue::{Lane, TestFact};
use crate::{
    catalogue::{
        Application, AppliedBy, BackupFact, Category, Change, Cost, DockerCall, FileFact, HealthFact,
        Interface, Listener, MemoryFloor, Method, Metrics, Origin, PathFact, Privileges, ProbeFact, Proof,
        RootFilesystem, SecretFact, SettingsType, Sources, SubPath, Timed, Upgrade, UpgradeFact, User,
        VolumeFact,
    },
    resolve::{Text, Wiring},
    stack::{SecretCharset, Tool},
    value::{MemorySize, Port},
};

const KEY_EXEMPT: Origin = Origin::Read("Qdrant 1.17.0, src/actix/mod.rs: paths exempt from the API key");

pub(in crate::catalogue) static APPLICATION: Application = Application {
    name: "qdrant",
    title: "Qdrant",
    summary: "Qdrant: the vector store.",
    category: Category::VectorStore,
    group: "qdrant",
    provides: &[Interface::Qdrant],
    image: Some("docker.io/qdrant/qdrant:v1.17.0-unprivileged"),
    user: User::Image(1000),
    tools: &[Tool::Bash, Tool::Sh],
    capabilities: &[],
    privileges: Privileges::NONE,
    root: RootFilesystem::Writable("it writes `.qdrant-initialized` beside its program"),
    volumes: |_| {
        vec![
            VolumeFact { name: "storage", at: "/qdrant/storage", holds: "collections of vectors" },
            VolumeFact { name: "snapshots", at: "/qdrant/snapshots", holds: "collections of vectors" },
        ]
    },
    backup: BackupFact {
        method: Method::Snapshots,
        from: Origin::Read(
            "Qdrant 1.17.0, src/actix/api/snapshot_api.rs: `POST /collections/{name}/snapshots`, and an upload that recovers one",
        ),
    },
    seed: None,
    upgrade: Some(UpgradeFact {
        upgrade: Upgrade::MinorByMinor,
        from: Origin::Read(
            "Qdrant 1.17, documentation page on upgrades: a single node takes no minor version past another",
        ),
    }),
    host_mounts: &[],
    listeners: &[Listener::open("rest", 6333), Listener::open("grpc", 6334)],
    probe: |_| Some(ProbeFact::Http { tool: Tool::Bash, port: Port::constant(6333), path: "/readyz" }),
    paths: &[
        PathFact { path: "/healthz", anonymous: true, cost: Cost::Free, source: KEY_EXEMPT },
        PathFact { path: "/livez", anonymous: true, cost: Cost::Free, source: KEY_EXEMPT },
        PathFact { path: "/readyz", anonymous: true, cost: Cost::Free, source: KEY_EXEMPT },
        PathFact { path: "/metrics", anonymous: false, cost: Cost::Free, source: KEY_EXEMPT },
        PathFact { path: "/collections", anonymous: false, cost: Cost::Free, source: KEY_EXEMPT },
    ],
    health: Some(HealthFact::live("/readyz")),
    first_boot: Timed::seconds(
        30,
        Origin::Estimated("an empty storage has no shard to load, and `/readyz` waits for nothing else"),
    ),
    probe_timeout: Timed::BASH,
    memory_floor: Some(MemoryFloor {
        size: MemorySize::from_mib(256),
        seen: "the least that is estimated to do for small collections; nobody measured it",
        from: Origin::Estimated(
            "small collections and the web server; vectors are on top, so a field report gives it 768 MiB and more",
        ),
    }),
    sub_path: SubPath::Unsupported("its web UI asks for `/` (qdrant-web-ui issue 94)"),
    needs: &[],
    collects: false,
    knows_proxy: false,
    image_list: None,
    docker_calls: &[DockerCall::PING],
    egress: false,
    secrets: &[SecretFact {
        name: "api_key",
        charset: SecretCharset::UrlSafe,
        prefix: "",
        description: "key of every client",
        change: Change::Restart,
    }],
    environment,
    command: crate::catalogue::fact::default_command,
    files: &[FileFact::new("backup.py", AppliedBy::Nothing)],
    mounts: &[],
    metrics: Some(
        Metrics::http(6333, "/metrics", &[include_str!("../metrics/qdrant.txt")]).with_bearer("api_key"),
    ),
    obsolete: &[],
    settings: SettingsType::NONE,
    #[cfg(feature = "testing")]
    tests: TestFact::on(&[Lane::Back]),
    proof: Proof::Read("Qdrant 1.17, config/config.yaml and src/actix"),
    sources: Sources {
        image: Origin::Read(
            "qdrant/qdrant 1.17.0, its release; tags carry a `v`, and each has an `-unprivileged` variant",
        ),
        user: Origin::Read("Qdrant 1.17.0, Dockerfile: `USER_ID`, which is 1000 in the unprivileged variant"),
        tools: Origin::Read(
            "Qdrant 1.17.0, Dockerfile: ca-certificates, tzdata and libunwind8 only; neither wget nor curl",
        ),
        root: Origin::Read(
            "Qdrant 1.17.0, src/startup.rs: `.qdrant-initialized` in the folder that it starts in",
        ),
        storage: Origin::Read("Qdrant 1.17.0, config/config.yaml: `storage_path` and `snapshots_path`"),
        listeners: Origin::Read("Qdrant 1.17.0, config/config.yaml: `http_port` and `grpc_port`"),
        probe: Origin::Read(
            "Qdrant 1.17.0, src/actix/mod.rs: exempt from the API key; 503 until the shards are loaded",
        ),
        sub_path: Origin::Reported("qdrant-web-ui issue 94: its web UI asks for `/`"),
        calls: Origin::Read(
            "Qdrant 1.17.0, config/config.yaml: telemetry is the only call outside, and it is disabled",
        ),
        settings: Origin::Read("Qdrant 1.17.0, config/config.yaml: variables are `QDRANT__<SECTION>__<KEY>`"),
    },
};

fn environment(wiring: &Wiring<'_>) -> Vec<(&'static str, Text)> {
    vec![
        ("QDRANT__SERVICE__API_KEY", wiring.secret("api_key")),
        ("QDRANT__TELEMETRY_DISABLED", Text::literal("true")),
        ("TZ", wiring.timezone()),
    ]
}
