//! Loki, the store of logs.

use super::{
    Application, Category, Cost, Kind, Listener, MemoryFloor, PathFact, ProbeFact, Proof, RootFilesystem,
    SubPath, User, VolumeFact,
};
use crate::{
    resolve::Text,
    stack::Tool,
    value::{Duration, ImageRef, MemorySize, Port},
};

pub(super) static APPLICATION: Application = Application {
    kind: Kind::Loki,
    title: "Loki",
    category: Category::Observability,
    // grafana/loki: release 3.7.6.
    image: Some("docker.io/grafana/loki:3.7.6"),
    user: User::Image(10001),
    // cmd/loki/Dockerfile: distroless without a shell since 3.6.0.
    tools: &[Tool::Itself],
    capabilities: &[],
    root: RootFilesystem::ReadOnly(&["/tmp"]),
    volumes: |_| vec![VolumeFact { name: "", at: "/loki" }],
    host_mounts: &[],
    listeners: &[Listener { name: "http", port: Port::constant(3100) }],
    probe,
    paths: &[PathFact { path: "/ready", anonymous: true, cost: Cost::Free, source: "Loki 3.7, pkg/loki" }],
    // The ring settles first; `/ready` answers 503 until then.
    first_boot: Duration::from_seconds(60),
    probe_timeout: Duration::from_seconds(5),
    memory_floor: Some(MemoryFloor {
        size: MemorySize::from_mib(192),
        seen: "the least that is estimated to do; nobody measured it",
    }),
    sub_path: SubPath::Unsupported("it serves an API at `/loki`, and nothing else"),
    needs: &[],
    egress: false,
    secrets: &[],
    environment: |wiring| vec![("TZ", wiring.timezone())],
    command: |_| vec![Text::literal("-config.file=/etc/loki/loki.yml"), Text::literal("-target=all")],
    metrics: None,
    obsolete: &[],
    proof: Proof::Read("Loki 3.7, cmd/loki/loki-docker-config.yaml"),
};

/// `loki -health` came with 3.6.5; from 3.6.0 until then nothing in the image can ask.
fn probe(image: &ImageRef) -> Option<ProbeFact> {
    let old = image.major_minor().is_some_and(|version| version < (3, 7));
    (!old).then_some(ProbeFact::Command { tool: Tool::Itself, words: &["/usr/bin/loki", "-health"] })
}
