//! `OpenClaw`, the agent gateway.

use super::{
    Application, Category, Change, Cost, Kind, Listener, Manner, MemoryFloor, Need, Obsolete, PathFact,
    ProbeFact, Proof, RootFilesystem, SecretFact, SubPath, User, VolumeFact,
};
use crate::{
    resolve::{Text, Wiring},
    stack::{SecretCharset, Tool},
    value::{Duration, ImageRef, MemorySize, Port},
};

const OBSERVED: &str = "OpenClaw 2026.9.6, observed";

pub(super) static APPLICATION: Application = Application {
    kind: Kind::Openclaw,
    title: "OpenClaw",
    category: Category::Application,
    // npm: openclaw 2026.9.6; the release workflow publishes the image under the bare version.
    image: Some("ghcr.io/openclaw/openclaw:2026.9.6"),
    user: User::Image(1000),
    // node:24-bookworm-slim with tini; wget is absent, curl came and went.
    tools: &[Tool::Node, Tool::Bash, Tool::Sh],
    capabilities: &[],
    root: RootFilesystem::Writable("it transpiles its plugins on the first start"),
    volumes: |_| vec![VolumeFact { name: "", at: "/home/node/.openclaw" }],
    host_mounts: &[],
    listeners: &[Listener { name: "gateway", port: Port::constant(18789) }],
    probe,
    paths: &[
        PathFact { path: "/healthz", anonymous: true, cost: Cost::Free, source: OBSERVED },
        PathFact { path: "/readyz", anonymous: true, cost: Cost::Free, source: OBSERVED },
    ],
    // Observed: 28 s cold on two full cores; upstream users report minutes (openclaw issue 75809).
    first_boot: Duration::from_seconds(180),
    probe_timeout: Duration::from_seconds(5),
    // Observed: 512 MiB dies on both versions, 1024 MiB peaks at 1008 MiB; 1536 MiB with a heap of 768 MiB runs.
    memory_floor: Some(MemoryFloor {
        size: MemorySize::from_mib(1536),
        seen: "with 512M it was killed, with 1024M it came within 16M of the limit, with 1536M it runs",
    }),
    // `/healthz` stays at the root; below the prefix the web page answers 200 to anything.
    sub_path: SubPath::Kept { probe_moves: false },
    needs: &[Need {
        kind: Kind::Litellm,
        required: true,
        reason: "every model call goes through the model proxy",
        manner: Manner::Requests,
    }],
    egress: true,
    secrets: &[
        SecretFact {
            name: "gateway_token",
            charset: SecretCharset::UrlSafe,
            prefix: "",
            description: "token of every client of the gateway",
            change: Change::Restart,
        },
        SecretFact {
            name: "litellm_key",
            charset: SecretCharset::UrlSafe,
            prefix: "sk-",
            description: "virtual key of the model proxy, with a budget of its own",
            change: Change::Restart,
        },
    ],
    environment,
    command: super::fact::default_command,
    metrics: None,
    obsolete: &[
        Obsolete {
            name: "DATABASE_URL",
            reason: "OpenClaw keeps its state in files; it has no SQL database",
        },
        Obsolete { name: "REDIS_URL", reason: "OpenClaw does not use Redis" },
        Obsolete { name: "QDRANT_*", reason: "OpenClaw does not use Qdrant" },
        Obsolete {
            name: "LITELLM_BASE_URL",
            reason: "the provider stands in openclaw.json, not in the environment",
        },
        Obsolete {
            name: "DEFAULT_MODEL",
            reason: "the model stands in openclaw.json, not in the environment",
        },
        Obsolete { name: "EMBEDDING_MODEL", reason: "nothing reads it" },
        Obsolete { name: "API_KEY", reason: "the gateway's token is OPENCLAW_GATEWAY_TOKEN" },
        Obsolete { name: "HOST", reason: "the address stands in openclaw.json as `gateway.bind`" },
        Obsolete { name: "PORT", reason: "the port stands in openclaw.json as `gateway.port`" },
    ],
    proof: Proof::Observed("OpenClaw 2026.2.9 and 2026.9.6 started with the generated openclaw.json"),
};

#[expect(clippy::unnecessary_wraps, reason = "the signature is that of every application's probe")]
/// `/healthz` came with 2026.3; before, only the web page answers.
fn probe(image: &ImageRef) -> Option<ProbeFact> {
    let old = image.major_minor().is_some_and(|version| version < (2026, 3));
    let path = if old { "/" } else { "/healthz" };
    Some(ProbeFact::Http { tool: Tool::Node, port: Port::constant(18789), path })
}

fn environment(wiring: &Wiring<'_>) -> Vec<(&'static str, Text)> {
    vec![
        ("OPENCLAW_GATEWAY_TOKEN", wiring.secret("gateway_token")),
        ("LITELLM_API_KEY", wiring.secret("litellm_key")),
        // Node derives its heap from the limit and dies of it; half of the limit is what was seen to run.
        ("NODE_OPTIONS", wiring.memory("--max-old-space-size=", "heap_mib", 1, 2)),
        ("TZ", wiring.timezone()),
    ]
}
