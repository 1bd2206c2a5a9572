//! Grafana, dashboards and alerts.

use super::{
    Application, Category, Change, Cost, Kind, Listener, Manner, MemoryFloor, Need, PathFact, ProbeFact,
    Proof, RootFilesystem, SecretFact, SubPath, User, VolumeFact,
};
use crate::{
    resolve::{Audience, Text, Wiring},
    stack::{SecretCharset, Tool},
    value::{Duration, MemorySize, Port},
};

const READ: &str = "Grafana, pkg/api/http_server.go";

pub(super) static APPLICATION: Application = Application {
    kind: Kind::Grafana,
    title: "Grafana",
    category: Category::Observability,
    // Field report: 12.4.3 in production.
    image: Some("docker.io/grafana/grafana:12.4.3"),
    user: User::Image(472),
    // Dockerfile: Alpine with bash and curl, and BusyBox.
    tools: &[Tool::Wget, Tool::Curl, Tool::Bash, Tool::Sh],
    capabilities: &[],
    root: RootFilesystem::ReadOnly(&["/tmp"]),
    volumes: |_| vec![VolumeFact { name: "", at: "/var/lib/grafana" }],
    host_mounts: &[],
    listeners: &[Listener { name: "http", port: Port::constant(3000) }],
    probe: |_| Some(ProbeFact::Http { tool: Tool::Wget, port: Port::constant(3000), path: "/api/health" }),
    paths: &[
        PathFact { path: "/api/health", anonymous: true, cost: Cost::Free, source: READ },
        PathFact { path: "/healthz", anonymous: true, cost: Cost::Free, source: READ },
        PathFact { path: "/metrics", anonymous: true, cost: Cost::Free, source: READ },
        PathFact { path: "/api/dashboards", anonymous: false, cost: Cost::Free, source: READ },
    ],
    first_boot: Duration::from_seconds(60),
    probe_timeout: Duration::from_seconds(5),
    memory_floor: Some(MemoryFloor {
        size: MemorySize::from_mib(192),
        seen: "the least that is estimated to do; nobody measured it",
    }),
    // pkg/middleware/subpath_redirect.go stands before the health handler: outside of the prefix it answers 301.
    sub_path: SubPath::Kept { probe_moves: true },
    needs: &[
        Need {
            kind: Kind::Victoriametrics,
            required: false,
            reason: "its metrics datasource",
            manner: Manner::Requests,
        },
        Need { kind: Kind::Loki, required: false, reason: "its logs datasource", manner: Manner::Requests },
    ],
    egress: false,
    secrets: &[SecretFact {
        name: "admin_password",
        charset: SecretCharset::UrlSafe,
        prefix: "",
        description: "password of the administrator",
        // conf/defaults.ini: `admin_password` is that of the user who is made with the database.
        change: Change::FirstStart(
            "after the deployment, in its container, run `printenv GF_SECURITY_ADMIN_PASSWORD | grafana cli admin reset-admin-password --password-from-stdin`",
        ),
    }],
    environment,
    command: super::fact::default_command,
    metrics: None,
    obsolete: &[],
    proof: Proof::Read("Grafana 12, pkg/middleware/subpath_redirect.go and conf/defaults.ini"),
};

fn environment(wiring: &Wiring<'_>) -> Vec<(&'static str, Text)> {
    let mut variables = vec![
        ("GF_SECURITY_ADMIN_PASSWORD", wiring.secret("admin_password")),
        ("GF_USERS_ALLOW_SIGN_UP", Text::literal("false")),
        ("GF_AUTH_ANONYMOUS_ENABLED", Text::literal("false")),
        ("GF_ANALYTICS_REPORTING_ENABLED", Text::literal("false")),
        ("GF_ANALYTICS_CHECK_FOR_UPDATES", Text::literal("false")),
        ("GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES", Text::literal("false")),
        ("GF_PLUGINS_PREINSTALL_DISABLED", Text::literal("true")),
        ("TZ", wiring.timezone()),
    ];
    if let Some(url) = wiring.url(Audience::Vpn).or_else(|| wiring.url(Audience::Public)) {
        variables.push(("GF_SERVER_ROOT_URL", url));
        if wiring.prefix().is_some() {
            // The proxy keeps the prefix; to strip it and serve from it is an endless redirect.
            variables.push(("GF_SERVER_SERVE_FROM_SUB_PATH", Text::literal("true")));
        }
    }
    variables
}
