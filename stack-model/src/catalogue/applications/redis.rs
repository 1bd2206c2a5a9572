//! Redis, the cache.

#[cfg(feature = "testing")]
use crate::catalogue::{Lane, TestFact};
use crate::{
    catalogue::{
        Application, ApplicationSettings, AppliedBy, BackupFact, Category, Change, Credential, DockerCall,
        FileFact, Interface, Listener, MemoryFloor, Method, Metrics, MountFact, Origin, Privileges,
        ProbeFact, Proof, RootFilesystem, SecretFact, SettingsType, Sources, SubPath, Timed, Upgrade,
        UpgradeFact, User, VolumeFact,
    },
    resolve::{Text, Wiring},
    stack::{PerEnv, SecretCharset, Tool},
    value::MemorySize,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
#[cfg(feature = "testing")]
use serde_json::json;

pub(in crate::catalogue) static APPLICATION: Application = Application {
    name: "redis",
    title: "Redis",
    summary: "Redis: cache or queue.",
    category: Category::Cache,
    group: "redis",
    provides: &[Interface::Redis],
    image: Some("docker.io/library/redis:8.4.0-bookworm"),
    user: User::Forced(999),
    tools: &[Tool::RedisCli, Tool::Sh],
    capabilities: &[],
    privileges: Privileges::NONE,
    root: RootFilesystem::ReadOnly(&["/tmp"]),
    volumes: |_| vec![VolumeFact { name: "", at: "/data", holds: "keys" }],
    backup: BackupFact {
        method: Method::Rdb,
        from: Origin::Read(
            "Redis 8, redis.io page on persistence: `BGSAVE` writes a file of its own and renames it when it is whole; `LASTSAVE` tells when",
        ),
    },
    seed: None,
    upgrade: Some(UpgradeFact {
        upgrade: Upgrade::OneWay,
        from: Origin::Read(
            "Redis 8.4, src/rdb.c: a file of a later `RDB_VERSION` is refused, and the server ends",
        ),
    }),
    host_mounts: &[],
    listeners: &[Listener::open("redis", 6379)],
    probe: |_| {
        // Observed on 7.0.15: `redis-cli ping` leaves with 0 even when it is refused, so the answer is read.
        Some(ProbeFact::Command {
            tool: Tool::RedisCli,
            words: &["sh", "-c", "redis-cli -h 127.0.0.1 ping | grep -q '^PONG'"],
        })
    },
    paths: &[],
    health: None,
    first_boot: Timed::seconds(
        30,
        Origin::Observed(
            "Redis 7.0.15 with the generated file, 0.1 s on one core; the rest is for a file of data that is read at a later start",
        ),
    ),
    probe_timeout: Timed::seconds(
        5,
        Origin::Observed(
            "redis-cli 7.0.15 is answered in 0.01 s on one core; the rest is for a server that forks",
        ),
    ),
    memory_floor: Some(MemoryFloor {
        size: MemorySize::from_mib(64),
        seen: "it rests at 7M without keys; what is left would be too few of them",
        from: Origin::Estimated(
            "Redis 7.0.15 rests at 7 MiB empty; `maxmemory` is three quarters of the limit, so this is 48 MiB of keys",
        ),
    }),
    sub_path: SubPath::Unsupported("it does not speak HTTP"),
    needs: &[],
    collects: false,
    knows_proxy: false,
    image_list: None,
    docker_calls: &[DockerCall::PING],
    egress: false,
    secrets: &[SecretFact {
        name: "password",
        charset: SecretCharset::UrlSafe,
        prefix: "",
        description: "password of every client",
        change: Change::Restart,
    }],
    environment,
    command: |_| {
        // Without a password the shell stops here: an empty one would leave the server open to its network.
        // The password reaches the server through standard input: neither a file nor an argument list ever holds it
        // (redis.io, "Redis configuration": `-` reads directives from standard input after the file).
        Text::words([
            "sh",
            "-c",
            "exec redis-server /usr/local/etc/redis/redis.conf - <<EOF\nrequirepass \"${REDISCLI_AUTH:?}\"\nEOF",
        ])
    },
    files: &[FileFact::new("redis.conf", AppliedBy::Restart)],
    mounts: &[MountFact::new("configs/<service>", "/usr/local/etc/redis")],
    metrics: Some(Metrics::component(
        "redis",
        Credential::Secret("password"),
        &[include_str!("../metrics/redis.txt")],
    )),
    obsolete: &[],
    settings: SettingsType::of::<RedisSettings>(),
    #[cfg(feature = "testing")]
    tests: TestFact {
        config: |draw| draw.is_configured.then(|| json!({ "maxmemory": "48M", "eviction": "noeviction" })),
        ..TestFact::on(&[Lane::Back])
    },
    proof: Proof::Observed("Redis 7.0.15 started with the generated file"),
    sources: Sources {
        image: Origin::Reported(
            "field report: 8.4.0-bookworm is the tag in production there; 8.0.10-bookworm never existed",
        ),
        user: Origin::Read(
            "redis/docker-library-redis 8.6, debian/docker-entrypoint.sh: started as 999 it changes nothing, so no capability is needed at all",
        ),
        tools: Origin::Read(
            "redis/docker-library-redis 8.6, debian/Dockerfile: Debian with the server's own programs",
        ),
        root: Origin::Read(
            "redis/docker-library-redis 8.6, debian/Dockerfile: `/data` is the folder that it writes to",
        ),
        storage: Origin::Read("redis/docker-library-redis 8.6, debian/Dockerfile: `/data`"),
        listeners: Origin::Observed("Redis 7.0.15 with the generated file, `verify redis`"),
        probe: Origin::Observed(
            "Redis 7.0.15: `redis-cli ping` leaves with 0 even when it is refused, so the answer is read",
        ),
        sub_path: Origin::Observed(
            "Redis 7.0.15 speaks its own protocol, and closes a connection that speaks HTTP",
        ),
        calls: Origin::Observed("Redis 7.0.15 runs in a network with no way out, `verify redis`"),
        settings: Origin::Read(
            "Redis 8, redis.io page on configuration: `-` reads directives from standard input after the file; `verify redis` starts it so",
        ),
    },
};

/// Settings of the cache.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RedisSettings {
    /// Memory for data. Three quarters of the container's limit unless written; the rest is for copies while saving.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maxmemory: Option<PerEnv<MemorySize>>,
    /// What is dropped when that memory is full.
    pub eviction: Eviction,
}

impl ApplicationSettings for RedisSettings {}

/// What a full Redis does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Eviction {
    /// Drops the key that was used longest ago: right for a cache, wrong for a queue.
    #[default]
    AllkeysLru,
    /// Refuses writes: right for a queue or for sessions.
    Noeviction,
}

impl Eviction {
    /// The value of `maxmemory-policy`.
    pub const fn policy(self) -> &'static str {
        match self {
            Self::AllkeysLru => "allkeys-lru",
            Self::Noeviction => "noeviction",
        }
    }
}

fn environment(wiring: &Wiring<'_>) -> Vec<(&'static str, Text)> {
    // `redis-cli` reads its password from this variable, so that no argument list shows it.
    vec![("REDISCLI_AUTH", wiring.secret("password")), ("TZ", wiring.timezone())]
}
