//! `LiteLLM`, the proxy in front of model providers.

#[cfg(feature = "testing")]
use crate::catalogue::{Lane, TestFact};
use crate::{
    KeyPath,
    catalogue::{
        Application, ApplicationSettings, AppliedBy, BackupFact, Category, Change, Cost, DockerCall,
        FileFact, HealthFact, Hook, Interface, Listener, Manner, MemoryFloor, Method, Metrics, MountFact,
        Need, Origin, PathFact, Pool, Privileges, ProbeFact, Proof, Reference, RootFilesystem, SecretFact,
        SeedFact, Seeding, SettingsType, Sources, SubPath, Timed, Upgrade, UpgradeFact, User,
    },
    resolve::{Text, Wiring},
    stack::{Keeps, SecretCharset, Tool},
    value::{Line, MemorySize, ModelName, Port, ProviderName, SecretName},
};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
#[cfg(feature = "testing")]
use serde_json::json;

const OBSERVED: Origin = Origin::Observed("LiteLLM 1.81.9 and 1.102.4");
const PAID: Origin = Origin::Read(
    "litellm 1.83.3, litellm/proxy/health_endpoints/_health_endpoints.py: calls every model of the list",
);

pub(in crate::catalogue) static APPLICATION: Application = Application {
    name: "litellm",
    title: "LiteLLM",
    summary: "`LiteLLM`: the proxy in front of model providers.",
    category: Category::Application,
    group: "litellm",
    provides: &[Interface::ModelApi],
    image: Some("ghcr.io/berriai/litellm:v1.83.3-stable"),
    user: User::Root,
    tools: &[Tool::Python, Tool::Bash, Tool::Sh],
    capabilities: &[],
    privileges: Privileges::NONE,
    root: RootFilesystem::Writable("Prisma writes its migrations into site-packages at every start"),
    volumes: crate::catalogue::fact::no_volumes,
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
    health: Some(HealthFact::live("/health/liveliness")),
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
            interface: Interface::Postgresql,
            required: false,
            reason: "virtual keys, budgets and spend",
            // litellm 1.83.3, litellm/proxy/proxy_cli.py: `database_connection_pool_limit` of `general_settings`, 10 a
            // worker unless written; `NUM_WORKERS` is 1.
            manner: Manner::Pool(Pool { connections: 10, settable: true }),
        },
        Need {
            interface: Interface::Redis,
            required: false,
            reason: "the answer cache",
            // litellm 1.83.3, litellm/caching/caching.py: answers, and what was spent, which it keeps in memory too.
            manner: Manner::Keys(Keeps::Cache),
        },
    ],
    collects: false,
    knows_proxy: false,
    image_list: None,
    docker_calls: &[DockerCall::PING],
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
    files: &[
        FileFact::new("litellm_config.yaml", AppliedBy::Restart),
        FileFact::new("keys.json", AppliedBy::Nothing),
        FileFact::new("provision_keys.py", AppliedBy::Nothing),
    ],
    mounts: &[MountFact::new("configs/<service>", "/app/config")],
    metrics: Some(Metrics::http(4000, "/metrics/", &[include_str!("../metrics/litellm.txt")])),
    obsolete: &[],
    settings: SettingsType::of::<LitellmSettings>(),
    #[cfg(feature = "testing")]
    tests: TestFact {
        is_routed: true,
        config: |draw| {
            draw.is_configured.then(|| json!({
            "models": {
                "gpt-4o": { "model": "openai/gpt-4o", "key": "openai_key", "fallback": ["claude-3.5"] },
                "claude-3.5": { "model": "anthropic/claude", "key": "anthropic_key", "max_tokens": 8192, "max_input_tokens": 200_000 },
            },
            "budget": { "usd": 10.5, "per": "week" },
            "provider_budgets": { "openai": { "usd": 0.25, "per": "day" } },
            "alerting": { "slack": { "url": "alert_url" }, "budget_webhook": { "url": "alert_url" } },
        }))
        },
        secrets: |_| {
            &[
                ("openai_key", SecretCharset::UrlSafe),
                ("anthropic_key", SecretCharset::UrlSafe),
                ("alert_url", SecretCharset::Url),
            ]
        },
        ..TestFact::on(&[Lane::Back, Lane::Out])
    },
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

/// Settings of the proxy in front of the model providers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LitellmSettings {
    /// The models that it offers, by the name that clients use.
    pub models: IndexMap<ModelName, Model>,
    /// What may be spent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<Budget>,
    /// What may be spent at each provider. It is counted in the Redis that the proxy uses, and forgotten with it.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub provider_budgets: IndexMap<ProviderName, Budget>,
    /// Who is told when something is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alerting: Option<Alerting>,
}

impl ApplicationSettings for LitellmSettings {
    fn references(&self, config: &KeyPath) -> Vec<Reference<'_>> {
        let models = config.key("models");
        let keys = self.models.iter().map(|(name, model)| Reference {
            secret: &model.key,
            path: models.key(name).key("key"),
            charset: None,
        });
        let alerting = config.key("alerting");
        let ways = self.alerting.iter().flat_map(Alerting::ways);
        keys.chain(ways.map(|(key, _, _, hook)| Reference::url(hook, &alerting.key(key)))).collect()
    }

    fn provider_keys(&self) -> Vec<&SecretName> {
        self.models.values().map(|model| &model.key).collect()
    }
}

/// Who is told when something is wrong with the proxy. Without Slack nobody is: each budget alert asks for it first
/// (litellm 1.83.3, `litellm/proxy/utils.py`; observed).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alerting {
    /// An incoming webhook of Slack, or a URL that takes its form, JSON with a `text`: failures, slow answers and budgets.
    pub slack: Hook,
    /// A URL that gets the numbers of a budget as JSON, and nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget_webhook: Option<Hook>,
}

impl Alerting {
    /// Each way that is used: its key, the name that the proxy has for it, and the variable that it reads the URL from
    /// (litellm 1.83.3, `litellm/integrations/SlackAlerting/slack_alerting.py`; `alerting_args.webhook_url` is read by
    /// nobody).
    pub fn ways(&self) -> Vec<(&'static str, &'static str, &'static str, &Hook)> {
        let slack = ("slack", "slack", "SLACK_WEBHOOK_URL", &self.slack);
        let webhook =
            self.budget_webhook.as_ref().map(|hook| ("budget_webhook", "webhook", "WEBHOOK_URL", hook));
        std::iter::once(slack).chain(webhook).collect()
    }
}

/// A model behind the proxy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The provider's name for it, as `provider/model`.
    pub model: ModelName,
    /// The secret that holds the provider's key.
    pub key: SecretName,
    /// Tokens of an answer, at most, unless the request says less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u32>,
    /// Tokens that the model reads, at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_input_tokens: Option<u32>,
    /// The models asked next when this one fails, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fallback: Vec<ModelName>,
    /// A word for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Line>,
}

/// What may be spent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// US dollars.
    #[schemars(range(min = 0))]
    pub usd: f64,
    /// The time in which they may be spent.
    pub per: BudgetPeriod,
}

/// A budget's period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BudgetPeriod {
    /// 24 hours.
    Day,
    /// 7 days.
    Week,
    /// 30 days.
    Month,
}

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
    if let Some(settings) = wiring.settings_of::<LitellmSettings>() {
        for (_, _, variable, hook) in settings.alerting.iter().flat_map(Alerting::ways) {
            variables.push((variable, Text::secret(hook.url.clone())));
        }
    }
    if let Some(redis) = wiring.peer(Interface::Redis) {
        variables.push(("REDIS_HOST", Text::literal(redis.name.as_str())));
        variables.push(("REDIS_PORT", Text::literal("6379")));
        variables.push(("REDIS_PASSWORD", wiring.peer_secret(redis, "password")));
    }
    variables
}
