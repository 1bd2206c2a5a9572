//! DIUN, the watcher of new image versions.

use super::{
    Application, BackupFact, Category, HostMount, Kind, Listener, Manner, MemoryFloor, Method, Need, Origin,
    ProbeFact, Proof, RootFilesystem, Sources, SubPath, Timed, User, VolumeFact,
};
use crate::{
    resolve::{Text, Wiring},
    stack::{
        Tool,
        settings::{Notify, Settings},
    },
    value::{ImageRef, MemorySize},
};

pub(super) static APPLICATION: Application = Application {
    kind: Kind::Diun,
    title: "DIUN",
    category: Category::System,
    image: Some("docker.io/crazymax/diun:4.33.0"),
    user: User::Root,
    tools: &[Tool::Wget, Tool::Sh, Tool::Itself],
    capabilities: &[],
    root: RootFilesystem::ReadOnly(&["/tmp"]),
    volumes: |_| vec![VolumeFact { name: "", at: "/data" }],
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
        kind: Kind::Socketproxy,
        required: false,
        reason: "it lists the images of running containers through it",
        manner: Manner::Requests,
    }],
    // It asks every registry.
    egress: true,
    secrets: &[],
    environment,
    command: super::fact::default_command,
    metrics: None,
    obsolete: &[],
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
    if let Some(proxy) = wiring.peer(Kind::Socketproxy) {
        // docs/providers/docker.md: `endpoint`.
        variables
            .push(("DIUN_PROVIDERS_DOCKER_ENDPOINT", Text::literal(format!("tcp://{}:2375", proxy.name))));
    }
    if let Settings::Diun(settings) = wiring.settings() {
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
