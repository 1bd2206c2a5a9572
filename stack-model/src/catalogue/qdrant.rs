//! Qdrant, the vector store.

use super::{
    Application, Category, Change, Cost, Kind, Listener, MemoryFloor, Metrics, PathFact, ProbeFact, Proof,
    RootFilesystem, SecretFact, SubPath, User, VolumeFact,
};
use crate::{
    resolve::{Text, Wiring},
    stack::{SecretCharset, Tool},
    value::{Duration, MemorySize, Port},
};

const KEY_EXEMPT: &str = "Qdrant 1.17, src/actix/auth.rs: paths exempt from the API key";

pub(super) static APPLICATION: Application = Application {
    kind: Kind::Qdrant,
    title: "Qdrant",
    category: Category::VectorStore,
    // qdrant/qdrant: tags carry a `v`; the `-unprivileged` variant of each runs as uid 1000.
    image: Some("docker.io/qdrant/qdrant:v1.17.0-unprivileged"),
    user: User::Image(1000),
    // Dockerfile: ca-certificates, tzdata and libunwind8 only; neither wget nor curl.
    tools: &[Tool::Bash, Tool::Sh],
    capabilities: &[],
    root: RootFilesystem::Writable("it writes `.qdrant-initialized` beside its program"),
    volumes: |_| {
        vec![
            VolumeFact { name: "storage", at: "/qdrant/storage" },
            VolumeFact { name: "snapshots", at: "/qdrant/snapshots" },
        ]
    },
    host_mounts: &[],
    listeners: &[Listener { name: "rest", port: Port::constant(6333) }],
    probe: |_| Some(ProbeFact::Http { tool: Tool::Bash, port: Port::constant(6333), path: "/readyz" }),
    paths: &[
        PathFact { path: "/healthz", anonymous: true, cost: Cost::Free, source: KEY_EXEMPT },
        PathFact { path: "/livez", anonymous: true, cost: Cost::Free, source: KEY_EXEMPT },
        PathFact { path: "/readyz", anonymous: true, cost: Cost::Free, source: KEY_EXEMPT },
        PathFact { path: "/metrics", anonymous: false, cost: Cost::Free, source: KEY_EXEMPT },
        PathFact { path: "/collections", anonymous: false, cost: Cost::Free, source: KEY_EXEMPT },
    ],
    first_boot: Duration::from_seconds(30),
    probe_timeout: Duration::from_seconds(5),
    memory_floor: Some(MemoryFloor {
        size: MemorySize::from_mib(256),
        seen: "the least that is estimated to do; nobody measured it",
    }),
    sub_path: SubPath::Unsupported("its web UI asks for `/` (qdrant-web-ui issue 94)"),
    needs: &[],
    egress: false,
    secrets: &[SecretFact {
        name: "api_key",
        charset: SecretCharset::UrlSafe,
        prefix: "",
        description: "key of every client",
        change: Change::Restart,
    }],
    environment,
    command: super::fact::default_command,
    metrics: Some(
        Metrics::http(6333, "/metrics", &[include_str!("metrics/qdrant.txt")]).with_bearer("api_key"),
    ),
    obsolete: &[],
    proof: Proof::Read("Qdrant 1.17, config/config.yaml and src/actix"),
};

fn environment(wiring: &Wiring<'_>) -> Vec<(&'static str, Text)> {
    vec![
        ("QDRANT__SERVICE__API_KEY", wiring.secret("api_key")),
        ("QDRANT__TELEMETRY_DISABLED", Text::literal("true")),
        ("TZ", wiring.timezone()),
    ]
}
