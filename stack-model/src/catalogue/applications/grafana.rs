//! Grafana, dashboards and alerts.

#[cfg(feature = "testing")]
use crate::catalogue::{Lane, TestFact};
use crate::{
    KeyPath,
    catalogue::{
        Application, ApplicationSettings, AppliedBy, BackupFact, Category, Change, Cost, DockerCall, Export,
        ExportBy, FileFact, HealthFact, Hook, Interface, Listener, Manner, MemoryFloor, Method, MountFact,
        Need, Origin, PathFact, Privileges, ProbeFact, Proof, Reference, RootFilesystem, SecretFact,
        SettingsType, Sources, SubPath, Telegram, Timed, Upgrade, UpgradeFact, User, VolumeFact,
    },
    resolve::{Audience, Text, Wiring},
    stack::{Alert, SecretCharset, Tool},
    value::{AlertName, MemorySize, Port, SecretName},
};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
#[cfg(feature = "testing")]
use serde_json::json;

const READ: Origin = Origin::Read("Grafana 12, pkg/api/http_server.go");

pub(in crate::catalogue) static APPLICATION: Application = Application {
    name: "grafana",
    title: "Grafana",
    summary: "Grafana: dashboards and alerts.",
    category: Category::Observability,
    group: "monitoring",
    provides: &[Interface::Dashboards],
    image: Some("docker.io/grafana/grafana:12.4.3"),
    user: User::Image(472),
    tools: &[Tool::Wget, Tool::Curl, Tool::Bash, Tool::Sh],
    capabilities: &[],
    privileges: Privileges::NONE,
    root: RootFilesystem::ReadOnly(&["/tmp"]),
    volumes: |_| {
        vec![VolumeFact {
            name: "",
            at: "/var/lib/grafana",
            holds: "users and what they clicked together; dashboards and alerts are files of this repository",
        }]
    },
    backup: BackupFact {
        method: Method::Export(Export { program: "grafana", by: ExportBy::Requests }),
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
    health: Some(HealthFact::live("/api/health")),
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
            interface: Interface::MetricsStore,
            required: false,
            reason: "its metrics datasource",
            manner: Manner::Requests,
        },
        Need {
            interface: Interface::LogStore,
            required: false,
            reason: "its logs datasource",
            manner: Manner::Requests,
        },
    ],
    collects: false,
    knows_proxy: false,
    image_list: None,
    docker_calls: &[DockerCall::PING],
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
    command: crate::catalogue::fact::default_command,
    files: &[
        FileFact::new("datasources.yml", AppliedBy::Restart)
            .at("configs/<service>/provisioning/datasources/datasources.yml"),
        FileFact::new("dashboards.yml", AppliedBy::Restart)
            .at("configs/<service>/provisioning/dashboards/dashboards.yml"), // Grafana reads the folder again by itself, as often as its provider says.
        FileFact::new("dashboards/*.json", AppliedBy::Nothing),
        FileFact::new("alerting.yml", AppliedBy::Restart)
            .at("configs/<service>/provisioning/alerting/alerting.yml"),
        FileFact::new("backup.py", AppliedBy::Nothing),
    ],
    mounts: &[
        MountFact::new("configs/<service>/provisioning/datasources", "/etc/grafana/provisioning/datasources"),
        MountFact::new("configs/<service>/provisioning/dashboards", "/etc/grafana/provisioning/dashboards"),
        MountFact::new("configs/<service>/dashboards", "/etc/grafana/dashboards"),
        MountFact::new("configs/<service>/provisioning/alerting", "/etc/grafana/provisioning/alerting"),
    ],
    metrics: None,
    obsolete: &[],
    settings: SettingsType::of::<GrafanaSettings>(),
    #[cfg(feature = "testing")]
    tests: TestFact {
        is_optional: true,
        is_routed: true,
        config: |draw| {
            // Disabled by hand, replaced by hand, and text that means something to Grafana, Jinja and YAML.
            draw.is_configured.then(|| if draw.has_collector { json!({
                "contact": { "telegram": { "token": "bot_token", "chat_id": -42 } },
                "retired_alerts": ["cpu-high", "long-gone"],
                "alerts": { "memory-high": {
                    "title": "memory: $HOME {{ x }} #", "expr": "sum(up{job!=\"{{ a }}\"})", "fires": { "below": 1.5 },
                    "summary": "{% x %} is {{ $values.value.Value }}", "healthy": { "up": "1x60" }, "failing": { "up": "0x60" },
                } },
            }) } else { json!({ "contact": { "webhook": { "url": "contact_url" } } }) })
        },
        secrets: |draw| {
            if draw.has_collector {
                &[("bot_token", SecretCharset::Token)]
            } else {
                &[("contact_url", SecretCharset::Url)]
            }
        },
        ..TestFact::on(&[Lane::Watch, Lane::Out])
    },
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

/// Settings of the dashboards and alerts.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GrafanaSettings {
    /// Who is told when an alert fires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// Alerts beside those that come by themselves. One with the name of such takes its place.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub alerts: IndexMap<AlertName, Alert>,
    /// Alerts that were written here once. Grafana keeps a rule whose file forgets it, so it has to be told to delete it
    /// (field report MON-04).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub retired_alerts: Vec<AlertName>,
}

impl ApplicationSettings for GrafanaSettings {
    fn references(&self, config: &KeyPath) -> Vec<Reference<'_>> {
        let contact = config.key("contact");
        self.contact.iter().map(|told| told.reference(&contact)).collect()
    }

    fn provider_keys(&self) -> Vec<&SecretName> {
        self.contact.iter().map(Contact::secret).collect()
    }

    fn call_out(&self) -> bool {
        self.contact.is_some()
    }
}

/// Who is told when an alert fires. Each way names exactly what it needs (Grafana 12, pkg/services/ngalert/notifier).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Contact {
    /// A URL that is told by POST.
    Webhook(Hook),
    /// A Slack channel: the URL of its incoming webhook.
    Slack(Hook),
    /// A Discord channel: the URL of its webhook.
    Discord(Hook),
    /// A Telegram chat.
    Telegram(Telegram),
}

impl Contact {
    /// The secret that it needs, and where it stands below `contact`.
    fn reference<'a>(&'a self, contact: &KeyPath) -> Reference<'a> {
        let (way, key, charset) = match self {
            Self::Webhook(_) => ("webhook", "url", SecretCharset::Url),
            Self::Slack(_) => ("slack", "url", SecretCharset::Url),
            Self::Discord(_) => ("discord", "url", SecretCharset::Url),
            Self::Telegram(_) => ("telegram", "token", SecretCharset::Token),
        };
        Reference { secret: self.secret(), path: contact.key(way).key(key), charset: Some(charset) }
    }

    /// The secret that it needs.
    pub const fn secret(&self) -> &SecretName {
        match self {
            Self::Webhook(hook) | Self::Slack(hook) | Self::Discord(hook) => &hook.url,
            Self::Telegram(telegram) => &telegram.token,
        }
    }
}

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
