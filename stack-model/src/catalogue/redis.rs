//! Redis, the cache.

use super::{
    Application, Category, Change, Kind, Listener, MemoryFloor, Metrics, ProbeFact, Proof, RootFilesystem,
    SecretFact, SubPath, User, VolumeFact,
};
use crate::{
    resolve::{Text, Wiring},
    stack::{SecretCharset, Tool},
    value::{Duration, MemorySize, Port},
};

pub(super) static APPLICATION: Application = Application {
    kind: Kind::Redis,
    title: "Redis",
    category: Category::Cache,
    // Field report: 8.4.0-bookworm is the tag in production there; 8.0.10-bookworm never existed.
    image: Some("docker.io/library/redis:8.4.0-bookworm"),
    // redis/docker-library-redis: the Debian image's user is 999. Started as that user the entrypoint changes
    // nothing, so no capability is needed at all.
    user: User::Forced(999),
    tools: &[Tool::RedisCli, Tool::Sh],
    capabilities: &[],
    root: RootFilesystem::ReadOnly(&["/tmp"]),
    volumes: |_| vec![VolumeFact { name: "", at: "/data" }],
    host_mounts: &[],
    listeners: &[Listener { name: "redis", port: Port::constant(6379) }],
    probe: |_| {
        // Observed on 7.0.15: `redis-cli ping` leaves with 0 even when it is refused, so the answer is read.
        Some(ProbeFact::Command {
            tool: Tool::RedisCli,
            words: &["sh", "-c", "redis-cli -h 127.0.0.1 ping | grep -q '^PONG'"],
        })
    },
    paths: &[],
    first_boot: Duration::from_seconds(30),
    probe_timeout: Duration::from_seconds(5),
    memory_floor: Some(MemoryFloor {
        size: MemorySize::from_mib(64),
        seen: "the least that is estimated to do; nobody measured it",
    }),
    sub_path: SubPath::Unsupported("it does not speak HTTP"),
    needs: &[],
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
        [
            "sh",
            "-c",
            "exec redis-server /usr/local/etc/redis/redis.conf - <<EOF\nrequirepass \"${REDISCLI_AUTH:?}\"\nEOF",
        ]
        .into_iter()
        .map(Text::literal)
        .collect()
    },
    metrics: Some(Metrics::component("redis", &[include_str!("metrics/redis.txt")])),
    obsolete: &[],
    proof: Proof::Observed("Redis 7.0.15 started with the generated file"),
};

fn environment(wiring: &Wiring<'_>) -> Vec<(&'static str, Text)> {
    // `redis-cli` reads its password from this variable, so that no argument list shows it.
    vec![("REDISCLI_AUTH", wiring.secret("password")), ("TZ", wiring.timezone())]
}
