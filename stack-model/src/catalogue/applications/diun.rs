//! DIUN, the watcher of new image versions.

#[cfg(feature = "testing")]
use crate::catalogue::{Lane, TestFact};
use crate::{
    KeyPath,
    catalogue::{
        Application, ApplicationSettings, AppliedBy, BackupFact, Category, DockerCall, FileFact, HostMount,
        ImageList, Interface, Listener, Manner, MemoryFloor, Method, MountFact, Need, Notify, Origin,
        Privileges, ProbeFact, Proof, Reference, RootFilesystem, SettingsType, Sources, SubPath, Timed, User,
        VolumeFact,
    },
    resolve::{Text, Wiring},
    stack::{SecretCharset, Tool},
    value::{Cron, ImageRef, MemorySize},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
#[cfg(feature = "testing")]
use serde_json::json;

pub(in crate::catalogue) static APPLICATION: Application = Application {
    name: "diun",
    title: "DIUN",
    summary: "DIUN: watches for new image versions.",
    category: Category::System,
    group: "diun",
    provides: &[],
    image: Some("docker.io/crazymax/diun:4.33.0"),
    user: User::Root,
    tools: &[Tool::Wget, Tool::Sh, Tool::Itself],
    capabilities: &[],
    privileges: Privileges::NONE,
    root: RootFilesystem::ReadOnly(&["/tmp"]),
    volumes: |_| vec![VolumeFact { name: "", at: "/data", holds: "the versions that were seen" }],
    backup: BackupFact {
        method: Method::None("it keeps which versions it saw, and begins anew"),
        from: Origin::Decided("what is lost is one notice of each image, which is sent again"),
    },
    seed: None,
    upgrade: None,
    host_mounts: &[HostMount::socket_or_proxy("lists the images of running containers")],
    listeners: &[Listener::own("grpc", 42286)],
    probe,
    paths: &[],
    health: None,
    first_boot: Timed::seconds(
        30,
        Origin::Estimated(
            "it opens a small database and asks nobody before it is healthy; Docker's own default of an interval",
        ),
    ),
    probe_timeout: Timed::seconds(
        5,
        Origin::Read("DIUN 4.33, docs/usage/command-line.md: it gives up by itself after 3 s"),
    ),
    memory_floor: Some(MemoryFloor {
        size: MemorySize::from_mib(64),
        seen: "the least that is estimated to do; nobody measured it",
        from: Origin::Estimated(
            "a program in Go with four workers and one small database; Caddy, another in Go, rests at 31 MiB",
        ),
    }),
    sub_path: SubPath::Unsupported("it does not speak HTTP"),
    needs: &[Need {
        interface: Interface::DockerApi,
        required: false,
        reason: "it lists the images of running containers through it",
        manner: Manner::Requests,
    }],
    // It asks every registry.
    collects: false,
    knows_proxy: false,
    // DIUN 4.33, docs/providers/file.md.
    image_list: Some(ImageList { variable: "DIUN_PROVIDERS_FILE_FILENAME", path: "/etc/diun/images.yml" }),
    // crazy-max/diun 4.33: pkg/docker/client.go, container.go and image.go.
    docker_calls: &[DockerCall::PING, DockerCall::VERSION, DockerCall::CONTAINERS, DockerCall::IMAGE],
    egress: true,
    secrets: &[],
    environment,
    command: crate::catalogue::fact::default_command,
    files: &[
        // DIUN reads it at every round, so it lies in a folder of its own: a file that is mounted alone is never replaced.
        FileFact::new("watched/images.yml", AppliedBy::Nothing),
    ],
    mounts: &[MountFact::new("configs/<service>/watched", "/etc/diun")],
    metrics: None,
    obsolete: &[],
    settings: SettingsType::of::<DiunSettings>(),
    #[cfg(feature = "testing")]
    tests: TestFact {
        config: |draw| {
            draw.is_configured.then(|| {
                json!({ "schedule": "*/15 3 * * sun", "notify": {
            "webhook": { "url": "diun_webhook" },
            "telegram": { "token": "diun_token", "chat_id": -1_001_234 },
            "ntfy": { "topic": "diun_topic", "server": "ntfy.example.com" },
        } })
            })
        },
        secrets: |_| {
            &[
                ("diun_webhook", SecretCharset::Url),
                ("diun_token", SecretCharset::Token),
                ("diun_topic", SecretCharset::UrlSafe),
            ]
        },
        ..TestFact::on(&[Lane::Out])
    },
    proof: Proof::Read("DIUN 4.33, docs/config"),
    sources: Sources {
        image: Origin::Read("crazy-max/diun 4.33.0, its release, the first with `diun healthcheck`"),
        user: Origin::Read("DIUN 4.33, Dockerfile: no user is set"),
        tools: Origin::Read("DIUN 4.33, Dockerfile: Alpine, so BusyBox"),
        root: Origin::Read("DIUN 4.33, Dockerfile: its database is the only file that it writes"),
        storage: Origin::Read("DIUN 4.33, docs/install/docker.md: `/data` and the engine's socket"),
        listeners: Origin::Read(
            "DIUN 4.33, cmd/serve.go and cmd/healthcheck.go: gRPC for its own commands on every address, unless `GRPC_AUTHORITY` says another; metrics are off",
        ),
        probe: Origin::Read("DIUN 4.33, CHANGELOG.md: `healthcheck` came with 4.33"),
        sub_path: Origin::Read("DIUN 4.33, docs/config/metrics.md: no page is served"),
        calls: Origin::Read("DIUN 4.33, docs/config/index.md: it asks the registry of every image"),
        settings: Origin::Read("DIUN 4.33, docs/config and docs/notif"),
    },
};

/// Settings of the watcher of new image versions.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DiunSettings {
    /// When it looks. Every six hours unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Cron>,
    /// Who is told of a new version.
    pub notify: Notify,
}

impl ApplicationSettings for DiunSettings {
    fn references(&self, config: &KeyPath) -> Vec<Reference<'_>> {
        let (notify, path) = (&self.notify, config.key("notify"));
        let hooks = [("webhook", &notify.webhook), ("slack", &notify.slack), ("discord", &notify.discord)];
        let mut references: Vec<Reference<'_>> = hooks
            .into_iter()
            .filter_map(|(key, hook)| Some(Reference::url(hook.as_ref()?, &path.key(key))))
            .collect();
        references.extend(notify.telegram.iter().map(|telegram| Reference {
            secret: &telegram.token,
            path: path.key("telegram").key("token"),
            charset: Some(SecretCharset::Token),
        }));
        if let Some(ntfy) = &notify.ntfy {
            let named = [("topic", Some(&ntfy.topic)), ("token", ntfy.token.as_ref())];
            references.extend(named.into_iter().filter_map(|(key, secret)| {
                Some(Reference { secret: secret?, path: path.key("ntfy").key(key), charset: None })
            }));
        }
        references
    }
}

/// `diun healthcheck` came with 4.33.
fn probe(image: &ImageRef) -> Option<ProbeFact> {
    let old = image.major_minor().is_some_and(|version| version < (4, 33));
    (!old).then_some(ProbeFact::Command { tool: Tool::Itself, words: &["diun", "healthcheck"] })
}

fn environment(wiring: &Wiring<'_>) -> Vec<(&'static str, Text)> {
    let mut variables = vec![
        ("DIUN_WATCH_WORKERS", Text::literal("4")),
        ("DIUN_WATCH_JITTER", Text::literal("30s")),
        ("DIUN_PROVIDERS_DOCKER", Text::literal("true")),
        ("DIUN_PROVIDERS_DOCKER_WATCHBYDEFAULT", Text::literal("true")),
        // A pinned tag never moves: only the repository shows that a newer one exists (field report CVE-01).
        ("DIUN_DEFAULTS_WATCHREPO", Text::literal("true")),
        ("DIUN_DEFAULTS_SORTTAGS", Text::literal("semver")),
        ("DIUN_DEFAULTS_MAXTAGS", Text::literal("10")),
        // Its own commands ask at 127.0.0.1; without this its gRPC answers the whole network, and asks for no password.
        ("GRPC_AUTHORITY", Text::literal("127.0.0.1:42286")),
        ("TZ", wiring.timezone()),
    ];
    if let Some(proxy) = wiring.peer(Interface::DockerApi) {
        // docs/providers/docker.md: `endpoint`.
        variables
            .push(("DIUN_PROVIDERS_DOCKER_ENDPOINT", Text::literal(format!("tcp://{}:2375", proxy.name))));
    }
    if let Some(settings) = wiring.settings_of::<DiunSettings>() {
        let schedule =
            settings.schedule.as_ref().map_or_else(|| "0 */6 * * *".to_owned(), ToString::to_string);
        variables.push(("DIUN_WATCH_SCHEDULE", Text::literal(schedule)));
        variables.extend(notifiers(&settings.notify));
    }
    variables
}

/// The variables of each way to tell somebody (DIUN 4.33, docs/notif).
fn notifiers(notify: &Notify) -> Vec<(&'static str, Text)> {
    let mut variables = Vec::new();
    if let Some(webhook) = &notify.webhook {
        variables.push(("DIUN_NOTIF_WEBHOOK_ENDPOINT", Text::secret(webhook.url.clone())));
        // DIUN's default is GET.
        variables.push(("DIUN_NOTIF_WEBHOOK_METHOD", Text::literal("POST")));
    }
    if let Some(slack) = &notify.slack {
        variables.push(("DIUN_NOTIF_SLACK_WEBHOOKURL", Text::secret(slack.url.clone())));
    }
    if let Some(discord) = &notify.discord {
        variables.push(("DIUN_NOTIF_DISCORD_WEBHOOKURL", Text::secret(discord.url.clone())));
    }
    if let Some(telegram) = &notify.telegram {
        variables.push(("DIUN_NOTIF_TELEGRAM_TOKEN", Text::secret(telegram.token.clone())));
        variables.push(("DIUN_NOTIF_TELEGRAM_CHATIDS", Text::literal(telegram.chat_id.to_string())));
    }
    if let Some(ntfy) = &notify.ntfy {
        let server = ntfy.server.as_ref().map_or_else(|| "ntfy.sh".to_owned(), ToString::to_string);
        variables.push(("DIUN_NOTIF_NTFY_ENDPOINT", Text::literal(format!("https://{server}"))));
        variables.push(("DIUN_NOTIF_NTFY_TOPIC", Text::secret(ntfy.topic.clone())));
        if let Some(token) = &ntfy.token {
            variables.push(("DIUN_NOTIF_NTFY_TOKEN", Text::secret(token.clone())));
        }
    }
    variables
}
