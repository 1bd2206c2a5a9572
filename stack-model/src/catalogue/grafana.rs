//! Grafana, dashboards and alerts.

use super::{
    Application, BackupFact, Category, Change, Cost, Kind, Listener, Manner, MemoryFloor, Method, Need,
    Origin, PathFact, ProbeFact, Proof, RootFilesystem, SecretFact, Sources, SubPath, Timed, Upgrade,
    UpgradeFact, User, VolumeFact,
};
use crate::{
    resolve::{Audience, Text, Wiring},
    stack::{SecretCharset, Tool},
    value::{MemorySize, Port},
};

const READ: Origin = Origin::Read("Grafana 12, pkg/api/http_server.go");

pub(super) static APPLICATION: Application = Application {
    kind: Kind::Grafana,
    title: "Grafana",
    category: Category::Observability,
    image: Some("docker.io/grafana/grafana:12.4.3"),
    user: User::Image(472),
    tools: &[Tool::Wget, Tool::Curl, Tool::Bash, Tool::Sh],
    capabilities: &[],
    root: RootFilesystem::ReadOnly(&["/tmp"]),
    volumes: |_| vec![VolumeFact { name: "", at: "/var/lib/grafana" }],
    backup: BackupFact {
        method: Method::Export,
        from: Origin::Read(
            "Grafana 12, pkg/api/api.go: `/api/search` lists dashboards and `/api/dashboards/uid/:uid` gives each; users and their settings are not in it",
        ),
    },
    seed: None,
    upgrade: Some(UpgradeFact {
        upgrade: Upgrade::OneWay,
        from: Origin::Read(
            "Grafana 9.4, upgrade guide: its database is altered at the start, and a copy of it is the way back",
        ),
    }),
    host_mounts: &[],
    listeners: &[Listener::open("http", 3000)],
    probe: |_| Some(ProbeFact::Http { tool: Tool::Wget, port: Port::constant(3000), path: "/api/health" }),
    paths: &[
        PathFact { path: "/api/health", anonymous: true, cost: Cost::Free, source: READ },
        PathFact { path: "/healthz", anonymous: true, cost: Cost::Free, source: READ },
        PathFact { path: "/metrics", anonymous: true, cost: Cost::Free, source: READ },
        PathFact { path: "/api/dashboards", anonymous: false, cost: Cost::Free, source: READ },
    ],
    first_boot: Timed::seconds(
        60,
        Origin::Estimated(
            "it migrates an empty SQLite file at its first start, with hundreds of small steps on a slow disk",
        ),
    ),
    probe_timeout: Timed::WGET,
    memory_floor: Some(MemoryFloor {
        size: MemorySize::from_mib(192),
        seen: "the least that is estimated to do; nobody measured it, and a field report gives it 384M",
        from: Origin::Estimated(
            "a field report runs 12.4.3 in 384 MiB; half of it for dashboards without plugins",
        ),
    }),
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
    sources: Sources {
        image: Origin::Reported("field report: 12.4.3 in production"),
        user: Origin::Read("Grafana 12, Dockerfile: `GF_UID` is 472"),
        tools: Origin::Read("Grafana 12, Dockerfile: Alpine with bash and curl, and BusyBox"),
        root: Origin::Read("Grafana 12, conf/defaults.ini: data, logs and plugins are below the data path"),
        storage: Origin::Read("Grafana 12, Dockerfile: `GF_PATHS_DATA`"),
        listeners: Origin::Read("Grafana 12, conf/defaults.ini: `http_port`"),
        probe: Origin::Read("Grafana 12, pkg/api/http_server.go: 503 while the database does not answer"),
        sub_path: Origin::Read(
            "Grafana 12, pkg/middleware/subpath_redirect.go: it stands before the health handler, and answers 301 outside of the prefix",
        ),
        calls: Origin::Read(
            "Grafana 12, conf/defaults.ini: reports, update checks and plugins are the calls outside; each is switched off",
        ),
        settings: Origin::Read(
            "Grafana 12, conf/defaults.ini: variables are `GF_<SECTION>_<KEY>`, and `admin_password` is that of the user who is made with the database",
        ),
    },
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
