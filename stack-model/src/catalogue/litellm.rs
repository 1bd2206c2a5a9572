//! `LiteLLM`, the proxy in front of model providers.

use super::{
    Application, BackupFact, Category, Change, Cost, Kind, Listener, Manner, MemoryFloor, Method, Metrics,
    Need, Origin, PathFact, Pool, ProbeFact, Proof, RootFilesystem, SecretFact, SeedFact, Seeding, Sources,
    SubPath, Timed, Upgrade, UpgradeFact, User,
};
use crate::{
    resolve::{Text, Wiring},
    stack::{
        Keeps, SecretCharset, Tool,
        settings::{Alerting, Settings},
    },
    value::{MemorySize, Port},
};

const OBSERVED: Origin = Origin::Observed("LiteLLM 1.81.9 and 1.102.4");
const PAID: Origin = Origin::Read(
    "litellm 1.83.3, litellm/proxy/health_endpoints/_health_endpoints.py: calls every model of the list",
);

pub(super) static APPLICATION: Application = Application {
    kind: Kind::Litellm,
    title: "LiteLLM",
    category: Category::Application,
    image: Some("ghcr.io/berriai/litellm:v1.83.3-stable"),
    user: User::Root,
    tools: &[Tool::Python, Tool::Bash, Tool::Sh],
    capabilities: &[],
    root: RootFilesystem::Writable("Prisma writes its migrations into site-packages at every start"),
    volumes: super::fact::no_volumes,
    backup: BackupFact {
        method: Method::None("its data is in its database, and its settings are generated"),
        from: Origin::Observed(
            "LiteLLM 1.81.9 and 1.102.4 keep nothing in files; their state is in PostgreSQL and Redis",
        ),
    },
    seed: Some(SeedFact {
        seeding: Seeding::Empty(
            "its models are in its file, and its clients get their keys by the deployment",
        ),
        from: Origin::Decided(
            "what is in its database beyond that are keys, spend, and the text of requests: nothing that another environment should have",
        ),
    }),
    upgrade: Some(UpgradeFact {
        upgrade: Upgrade::OneWay,
        from: Origin::Reported(
            "LiteLLM pull request 20300: after a version is taken back, its migrations are in the database and the older one fails on them",
        ),
    }),
    host_mounts: &[],
    listeners: &[Listener::open("http", 4000)],
    probe: |_| {
        Some(ProbeFact::Http { tool: Tool::Python, port: Port::constant(4000), path: "/health/readiness" })
    },
    paths: &[
        PathFact { path: "/health", anonymous: false, cost: Cost::Paid, source: PAID },
        PathFact { path: "/health/liveliness", anonymous: true, cost: Cost::Free, source: OBSERVED },
        PathFact { path: "/health/liveness", anonymous: true, cost: Cost::Free, source: OBSERVED },
        PathFact { path: "/health/readiness", anonymous: true, cost: Cost::Free, source: OBSERVED },
        PathFact { path: "/v1/models", anonymous: false, cost: Cost::Free, source: OBSERVED },
    ],
    first_boot: Timed::seconds(
        120,
        Origin::Reported(
            "field report: Prisma migrates an empty database within 120 s; without one, 1.83.3 is ready after 6 s on one core",
        ),
    ),
    probe_timeout: Timed::seconds(
        10,
        Origin::Observed(
            "LiteLLM 1.83.3 is asked by Python in 0.04 s on one core without a database; the rest is for the database that it asks",
        ),
    ),
    memory_floor: Some(MemoryFloor {
        size: MemorySize::from_mib(1024),
        seen: "with 512M it was killed while it started, with 1024M it was ready",
        from: Origin::Reported(
            "JiRaska/open-bank-oss issue 3276: killed at 512 MiB and ready at 1 GiB with a database; 1.83.3 rests at 329 MiB without one",
        ),
    }),
    sub_path: SubPath::Stripped,
    needs: &[
        Need {
            kind: Kind::Postgresql,
            required: false,
            reason: "virtual keys, budgets and spend",
            // litellm 1.83.3, litellm/proxy/proxy_cli.py: `database_connection_pool_limit` of `general_settings`, 10 a
            // worker unless written; `NUM_WORKERS` is 1.
            manner: Manner::Pool(Pool { connections: 10, settable: true }),
        },
        Need {
            kind: Kind::Redis,
            required: false,
            reason: "the answer cache",
            // litellm 1.83.3, litellm/caching/caching.py: answers, and what was spent, which it keeps in memory too.
            manner: Manner::Keys(Keeps::Cache),
        },
    ],
    egress: true,
    secrets: &[
        SecretFact {
            name: "master_key",
            charset: SecretCharset::UrlSafe,
            prefix: "sk-",
            description: "administrator's key",
            change: Change::Restart,
        },
        SecretFact {
            name: "salt_key",
            charset: SecretCharset::UrlSafe,
            prefix: "sk-",
            description: "encrypts stored provider keys",
            change: Change::Never("what is encrypted with it cannot be read any more"),
        },
    ],
    environment,
    command: |_| Text::words(["--config", "/app/config/litellm_config.yaml", "--port", "4000"]),
    metrics: Some(Metrics::http(4000, "/metrics/", &[include_str!("metrics/litellm.txt")])),
    obsolete: &[],
    proof: Proof::Observed("LiteLLM 1.81.9 and 1.102.4 started with the generated file, without a database"),
    sources: Sources {
        image: Origin::Reported(
            "field report: v1.83.3-stable in production; 1.82.7 and 1.82.8 carried stolen-credential code (issue 24512)",
        ),
        user: Origin::Read("LiteLLM 1.83, docker/Dockerfile.database: its last stage becomes root"),
        tools: Origin::Reported(
            "the image lost wget with 1.80.5 (issues 17645, 19626) and never had curl (issue 9295)",
        ),
        root: Origin::Reported(
            "field report CAP-02: a read-only file system breaks it, for Prisma writes its migrations into site-packages",
        ),
        storage: Origin::Observed(
            "LiteLLM 1.81.9 and 1.102.4 keep nothing in files; their state is in PostgreSQL and Redis",
        ),
        listeners: Origin::Observed("LiteLLM 1.83.3 with the generated command, `verify litellm`"),
        probe: Origin::Observed("LiteLLM 1.81.9 and 1.102.4: 200 without a key, and no call of a model"),
        sub_path: Origin::Observed("LiteLLM 1.81.9: its API works below a prefix that the proxy strips"),
        calls: Origin::Read(
            "litellm 1.83.3, litellm/proxy/proxy_cli.py and litellm/caching/caching.py: 10 connections a worker unless written, one worker; answers and spend in Redis",
        ),
        settings: Origin::Observed(
            "LiteLLM 1.83.3 with the generated environment, `verify litellm`: without `LITELLM_LOCAL_MODEL_COST_MAP` it fetches the price list at every start",
        ),
    },
};

fn environment(wiring: &Wiring<'_>) -> Vec<(&'static str, Text)> {
    let mut variables = vec![
        ("LITELLM_MASTER_KEY", wiring.secret("master_key")),
        ("LITELLM_SALT_KEY", wiring.secret("salt_key")),
        ("LITELLM_LOG", Text::literal("INFO")),
        // Observed on 1.83.3: without it the price list is fetched from the Internet at every start.
        ("LITELLM_LOCAL_MODEL_COST_MAP", Text::literal("True")),
        ("TZ", wiring.timezone()),
    ];
    if let Some(database) = wiring.database() {
        // litellm 1.83.3, litellm/proxy/utils.py: the URL is put together from these and quoted there, so that no
        // variable holds a URL with a password in it.
        variables.push(("DATABASE_HOST", database.host));
        variables.push(("DATABASE_NAME", database.name.clone()));
        variables.push(("DATABASE_USERNAME", database.name));
        variables.push(("DATABASE_PASSWORD", database.password));
    }
    if let Settings::Litellm(settings) = wiring.settings() {
        for (_, _, variable, hook) in settings.alerting.iter().flat_map(Alerting::ways) {
            variables.push((variable, Text::secret(hook.url.clone())));
        }
    }
    if let Some(redis) = wiring.peer(Kind::Redis) {
        variables.push(("REDIS_HOST", Text::literal(redis.name.as_str())));
        variables.push(("REDIS_PORT", Text::literal("6379")));
        variables.push(("REDIS_PASSWORD", wiring.peer_secret(redis, "password")));
    }
    variables
}
