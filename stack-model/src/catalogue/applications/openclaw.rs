//! `OpenClaw`, the agent gateway.

#[cfg(feature = "testing")]
use crate::catalogue::{Lane, TestFact};
use crate::{
    catalogue::{
        Application, ApplicationSettings, AppliedBy, BackupFact, Category, Change, Cost, DockerCall,
        FileFact, HealthFact, Interface, Listener, Manner, MemoryFloor, Method, MountFact, Need, Obsolete,
        Origin, PathFact, Privileges, ProbeFact, Proof, RootFilesystem, SecretFact, SettingsType, Sources,
        SubPath, Timed, Upgrade, UpgradeFact, User, VolumeFact,
    },
    resolve::{Text, Wiring},
    stack::{SecretCharset, Tool},
    value::{ImageRef, MemorySize, ModelName, Port},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
#[cfg(feature = "testing")]
use serde_json::json;

const OBSERVED: Origin = Origin::Observed("OpenClaw 2026.9.6");

pub(in crate::catalogue) static APPLICATION: Application = Application {
    name: "openclaw",
    title: "OpenClaw",
    summary: "`OpenClaw`: the agent gateway.",
    category: Category::Application,
    group: "openclaw",
    provides: &[],
    image: Some("ghcr.io/openclaw/openclaw:2026.9.6"),
    user: User::Image(1000),
    tools: &[Tool::Node, Tool::Bash, Tool::Sh],
    capabilities: &[],
    privileges: Privileges::NONE,
    root: RootFilesystem::Writable("it transpiles its plugins on the first start"),
    volumes: |_| vec![VolumeFact { name: "", at: "/home/node/.openclaw", holds: "data of the application" }],
    backup: BackupFact {
        method: Method::Copy,
        from: Origin::Read(
            "OpenClaw 2026.9.6, docs/install/docker.md: all that it keeps is files below `/home/node/.openclaw`",
        ),
    },
    seed: None,
    upgrade: Some(UpgradeFact {
        upgrade: Upgrade::OneWay,
        from: Origin::Estimated("nobody has written that an older version takes the files of a later one"),
    }),
    host_mounts: &[],
    listeners: &[Listener::open("gateway", 18789)],
    probe,
    paths: &[
        PathFact { path: "/healthz", anonymous: true, cost: Cost::Free, source: OBSERVED },
        PathFact { path: "/readyz", anonymous: true, cost: Cost::Free, source: OBSERVED },
    ],
    health: Some(HealthFact::live("/healthz")),
    first_boot: Timed::seconds(
        180,
        Origin::Observed(
            "OpenClaw 2026.9.6, 8 s on one core with its files in memory and 28 s from a cold disk; users report minutes (openclaw issue 75809)",
        ),
    ),
    probe_timeout: Timed::seconds(
        5,
        Origin::Observed(
            "Node 24.21 asks OpenClaw 2026.9.6 in 0.2 s on one core; the rest is for a core that is busy",
        ),
    ),
    memory_floor: Some(MemoryFloor {
        size: MemorySize::from_mib(1536),
        seen: "with 512M it was killed, with 1024M it came within 16M of the limit, with 1536M it runs",
        from: Origin::Observed(
            "OpenClaw 2026.2.9 and 2026.9.6 in memory cgroups: 512 MiB dies on both, 1024 MiB peaks at 1008 MiB; 1536 MiB with a heap of 768 MiB runs",
        ),
    }),
    sub_path: SubPath::Kept { probe_moves: false },
    needs: &[Need {
        interface: Interface::ModelApi,
        required: true,
        reason: "every model call goes through the model proxy",
        manner: Manner::Requests,
    }],
    collects: false,
    knows_proxy: true,
    image_list: None,
    docker_calls: &[DockerCall::PING],
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
    command: crate::catalogue::fact::default_command,
    files: &[FileFact::new("openclaw.json", AppliedBy::Restart)],
    // One file: a read-only folder there makes it fail (field report).
    mounts: &[MountFact::new("configs/<service>/openclaw.json", "/home/node/.openclaw/openclaw.json")],
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
    settings: SettingsType::of::<OpenclawSettings>(),
    #[cfg(feature = "testing")]
    tests: TestFact {
        is_routed: true,
        // Its key is kept by the model proxy in a database.
        beside: &[Interface::Postgresql],
        config: |draw| draw.is_configured.then(|| json!({ "model": "claude-3.5" })),
        ..TestFact::on(&[Lane::Back, Lane::Out])
    },
    proof: Proof::Observed("OpenClaw 2026.2.9 and 2026.9.6 started with the generated openclaw.json"),
    sources: Sources {
        image: Origin::Read(
            "OpenClaw 2026.9.6, npm and docs/install/docker.md: the image has the bare version",
        ),
        user: Origin::Read("OpenClaw 2026.9.6, Dockerfile: `node`, 1000"),
        tools: Origin::Read(
            "OpenClaw 2026.9.6, Dockerfile: node:24-bookworm-slim with tini; wget is absent, curl came and went",
        ),
        root: Origin::Observed(
            "OpenClaw 2026.2.9 transpiles its plugins on the first start, into its temporary folder and its home",
        ),
        storage: Origin::Read("OpenClaw 2026.9.6, docs/install/docker.md: `/home/node/.openclaw`"),
        listeners: Origin::Observed("OpenClaw 2026.9.6 with the generated file, `verify openclaw`"),
        probe: Origin::Observed(
            "OpenClaw 2026.2.9 answers 404 at `/healthz` and 2026.9.6 answers 200; a field report has it from 2026.3 on",
        ),
        sub_path: Origin::Observed(
            "OpenClaw 2026.9.6: `/healthz` stays at the root; below the prefix the web page answers 200 to anything",
        ),
        calls: Origin::Observed(
            "OpenClaw 2026.9.6 with the generated file asks its models of the proxy; its tools call whom the agent names",
        ),
        settings: Origin::Observed(
            "OpenClaw 2026.9.6, `verify openclaw`: it does not start with the specification's variables alone",
        ),
    },
};

/// Settings of the agent gateway.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OpenclawSettings {
    /// The model that agents use, one of those that the model proxy offers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelName>,
    /// The model that texts are embedded with, one of those that the model proxy offers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub embedding_model: Option<ModelName>,
}

impl ApplicationSettings for OpenclawSettings {}

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
