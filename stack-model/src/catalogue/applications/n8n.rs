//! n8n, the workflow automation.

#[cfg(feature = "testing")]
use crate::catalogue::{Lane, TestFact};
use crate::{
    catalogue::{
        Application, ApplicationSettings, BackupFact, Category, Change, Cost, DockerCall, Export, ExportBy,
        HealthFact, Interface, KeptTable, Listener, Manner, MemoryFloor, Method, Metrics, Need, Obsolete,
        Origin, PathFact, Pool, Privileges, ProbeFact, Proof, RootFilesystem, SecretFact, SeedFact, Seeding,
        SettingsType, Sources, SubPath, Timed, Upgrade, UpgradeFact, User, VolumeFact,
    },
    resolve::{Audience, Text, Wiring},
    stack::{SecretCharset, Tool},
    value::{Email, MemorySize, PersonName, Port},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
#[cfg(feature = "testing")]
use serde_json::json;

const OBSERVED: Origin = Origin::Observed("n8n 2.7.4 and 2.41.1");

/// What another environment gets: workflows that rest, and who owns them, without names. Its 120 other tables hold credentials,
/// keys that sign and encrypt, tokens, what ran and with which data, schedules, agents, and what people said to them.
const KEPT: &[KeptTable] = &[
    KeptTable {
        name: "workflow_entity",
        only: None,
        // What a trigger has seen, what somebody has pinned, and the version that runs.
        sets: &[
            ("active", "false"),
            ("activeVersionId", "NULL"),
            ("triggerCount", "0"),
            ("staticData", "NULL"),
            ("pinData", "NULL"),
            ("meta", "NULL"),
        ],
        stays: &[
            "id",
            "name",
            "description",
            "nodes",
            "connections",
            "nodeGroups",
            "settings",
            "versionId",
            "versionCounter",
            "parentFolderId",
            "isArchived",
            "sourceWorkflowId",
            "createdAt",
            "updatedAt",
        ],
        never: &[(
            r#""active" OR "activeVersionId" IS NOT NULL OR "pinData" IS NOT NULL OR "staticData" IS NOT NULL"#,
            "a workflow is active, or has data of what it was run with",
        )],
    },
    KeptTable {
        name: "workflow_history",
        only: Some(r#""versionId" IN (SELECT "versionId" FROM public."workflow_entity")"#),
        sets: &[("authors", "''")],
        stays: &[
            "versionId",
            "workflowId",
            "name",
            "description",
            "nodes",
            "connections",
            "nodeGroups",
            "autosaved",
            "createdAt",
            "updatedAt",
        ],
        never: &[],
    },
    KeptTable::whole("shared_workflow"),
    KeptTable::whole("folder"),
    KeptTable::whole("folder_tag"),
    KeptTable::whole("tag_entity"),
    KeptTable::whole("workflows_tags"),
    KeptTable::whole("data_table"),
    KeptTable::whole("data_table_column"),
    KeptTable {
        name: "user",
        only: None,
        // The owner of the instance becomes whom the environment names, at the first start.
        sets: &[
            ("email", r#"'user-' || "id" || '@seed.invalid'"#),
            ("firstName", "'Seeded'"),
            ("lastName", "'User'"),
            ("password", "NULL"),
            ("personalizationAnswers", "NULL"),
            ("settings", "NULL"),
            ("mfaEnabled", "false"),
            ("mfaSecret", "NULL"),
            ("mfaRecoveryCodes", "NULL"),
            ("lastActiveAt", "NULL"),
        ],
        stays: &["id", "roleSlug", "disabled", "createdAt", "updatedAt"],
        never: &[(
            r#""password" IS NOT NULL OR "mfaSecret" IS NOT NULL OR "email" NOT LIKE '%@seed.invalid'"#,
            "somebody could log in, or be written to",
        )],
    },
    // The name of a personal one is that of its owner, with the address.
    KeptTable {
        name: "project",
        only: None,
        sets: &[("name", r#"CASE WHEN "type" = 'personal' THEN 'Seeded ' || "id" ELSE "name" END"#)],
        stays: &[
            "id",
            "type",
            "icon",
            "description",
            "creatorId",
            "customTelemetryTags",
            "createdAt",
            "updatedAt",
        ],
        never: &[(r#""type" = 'personal' AND "name" LIKE '%@%'"#, "a personal project names its owner")],
    },
    KeptTable::whole("project_relation"),
    KeptTable::whole("role"),
    KeptTable::whole("role_scope"),
    KeptTable::whole("scope"),
    KeptTable {
        name: "settings",
        only: Some(r#""key" = 'userManagement.isInstanceOwnerSetUp'"#),
        sets: &[],
        stays: &["key", "value", "loadOnStartup"],
        never: &[],
    },
    KeptTable::whole("migrations"),
];

pub(in crate::catalogue) static APPLICATION: Application = Application {
    name: "n8n",
    title: "n8n",
    summary: "n8n: workflow automation.",
    category: Category::Application,
    group: "n8n",
    provides: &[],
    image: Some("docker.n8n.io/n8nio/n8n:2.41.1"),
    user: User::Image(1000),
    tools: &[Tool::Wget, Tool::Node, Tool::Sh],
    capabilities: &[],
    privileges: Privileges::NONE,
    root: RootFilesystem::Writable("it compiles caches below its home"),
    volumes: |_| {
        vec![VolumeFact {
            name: "",
            at: "/home/node/.n8n",
            holds: "settings with the key, and files of workflows; workflows and credentials are in its database",
        }]
    },
    backup: BackupFact {
        method: Method::Export(Export { program: "n8n", by: ExportBy::Command }),
        from: Origin::Observed(
            "n8n 2.41.1: `export:workflow` and `export:credentials` with `--backup` write a file each; credentials stay encrypted with its key",
        ),
    },
    seed: Some(SeedFact {
        seeding: Seeding::Kept(KEPT),
        from: Origin::Observed(
            "n8n 2.41.1 on PostgreSQL 15: with all other tables empty it starts with another key, makes its keys anew, and lets in its owner",
        ),
    }),
    upgrade: Some(UpgradeFact {
        upgrade: Upgrade::OneWay,
        from: Origin::Read(
            "n8n 2.46.4, packages/cli/src/commands/db/revert.ts: a version has no code to undo the migrations of a later one",
        ),
    }),
    host_mounts: &[],
    listeners: &[Listener::open("http", 5678)],
    probe: |_| {
        Some(ProbeFact::Http { tool: Tool::Wget, port: Port::constant(5678), path: "/healthz/readiness" })
    },
    paths: &[
        PathFact { path: "/healthz", anonymous: true, cost: Cost::Free, source: OBSERVED },
        PathFact { path: "/healthz/readiness", anonymous: true, cost: Cost::Free, source: OBSERVED },
        PathFact { path: "/metrics", anonymous: true, cost: Cost::Free, source: OBSERVED },
        PathFact { path: "/rest", anonymous: false, cost: Cost::Free, source: OBSERVED },
    ],
    health: Some(HealthFact {
        live: "/healthz",
        // n8n 2.41.1, observed: 503 until the database is there and migrated.
        ready: Some("/healthz/readiness"),
        // n8n 2.7.4, observed: both answer `{"status":"ok"}`, and every unknown path answers 200 with the editor.
        word: Some("\"status\":\"ok\""),
    }),
    first_boot: Timed::seconds(
        120,
        Origin::Observed(
            "n8n 2.41.1 on an empty PostgreSQL 15, 11 s on one core; the rest is for migrations on a slow disk",
        ),
    ),
    probe_timeout: Timed::seconds(
        10,
        Origin::Observed(
            "n8n 2.41.1 answers in 0.07 s on one core; the rest is for the database that it asks",
        ),
    ),
    memory_floor: Some(MemoryFloor {
        size: MemorySize::from_mib(896),
        seen: "it uses 665M at rest and 877M with an export, which 768M does not survive",
        from: Origin::Observed(
            "n8n 2.41.1 in memory cgroups: 665 MiB at rest, 877 MiB with an export in the same limit, which 768 MiB does not survive",
        ),
    }),
    sub_path: SubPath::Unsupported(
        "its editor asks for assets at `/`, and its maintainers gave sub-paths up (n8n issue 19635)",
    ),
    needs: &[Need {
        interface: Interface::Postgresql,
        required: false,
        reason: "workflows, credentials and executions",
        // @n8n/config 2.39.0, database.config.js: `DB_POSTGRESDB_POOL_SIZE` is 2 unless written.
        manner: Manner::Pool(Pool { connections: 2, settable: true }),
    }],
    collects: false,
    knows_proxy: false,
    image_list: None,
    docker_calls: &[DockerCall::PING],
    egress: true,
    secrets: &[SecretFact {
        name: "encryption_key",
        charset: SecretCharset::Hex,
        prefix: "",
        description: "encrypts stored credentials; without it they are lost",
        // packages/core/src/instance-settings: the key of the settings file must be that of the environment.
        change: Change::Never(
            "n8n keeps the first one in its volume, does not start with another, and could not read its credentials",
        ),
    }],
    environment,
    command: crate::catalogue::fact::default_command,
    files: &[],
    mounts: &[],
    metrics: Some(Metrics::http(5678, "/metrics", &[include_str!("../metrics/n8n.txt")])),
    obsolete: &[
        Obsolete {
            name: "N8N_BASIC_AUTH_*",
            reason: "removed in n8n 1.0: name the `owner` under `config`, who logs in with a password",
        },
        Obsolete { name: "N8N_RUNNERS_ENABLED", reason: "ignored since n8n 2.0: task runners are always on" },
    ],
    settings: SettingsType::of::<N8nSettings>(),
    #[cfg(feature = "testing")]
    tests: TestFact {
        is_routed: true,
        config: |draw| {
            // Its editor may have a route: it always has an owner.
            let owner = json!({ "email": "ada@example.com", "first_name": "Ada", "last_name": "King" });
            let hours = if draw.is_configured { 72 } else { 168 };
            Some(json!({ "keep_executions_hours": hours, "owner": owner }))
        },
        ..TestFact::on(&[Lane::Back, Lane::Out])
    },
    proof: Proof::Observed("`cargo xtask verify --only n8n`: n8n 2.41.1 against PostgreSQL 15"),
    sources: Sources {
        image: Origin::Read(
            "n8n 2.41.1, npm: the newest whose dependencies are all published; image tags are the bare version",
        ),
        user: Origin::Read("n8n 2.41, docker/images/n8n/Dockerfile: `node`, 1000"),
        tools: Origin::Read(
            "n8n 2.41, docker/images/n8n/Dockerfile and n8n-base: Alpine with BusyBox; apk is removed, curl is absent",
        ),
        root: Origin::Estimated(
            "it compiles caches below its home, and nobody tried it with a home in memory",
        ),
        storage: Origin::Read("n8n 2.41, docker/images/n8n/Dockerfile: `/home/node/.n8n`"),
        listeners: Origin::Observed("n8n 2.41.1 with the generated environment, `verify n8n`"),
        probe: Origin::Observed("n8n 2.41.1: 503 until the database is there and migrated"),
        sub_path: Origin::Reported(
            "n8n issue 19635: its editor asks for assets at `/`, and its maintainers gave sub-paths up",
        ),
        calls: Origin::Read(
            "@n8n/config 2.39.0, database.config.js: `DB_POSTGRESDB_POOL_SIZE` is 2 unless written; nodes call whom their workflow names",
        ),
        settings: Origin::Observed(
            "n8n 2.41.1 with the generated environment, `verify n8n`: it calls nobody and warns of nothing unknown",
        ),
    },
};

/// Settings of the workflow automation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct N8nSettings {
    /// Hours after which the data of an execution is pruned. 168 (a week) unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub keep_executions_hours: Option<u32>,
    /// Who owns the instance. Without one the first visitor does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<N8nOwner>,
}

impl ApplicationSettings for N8nSettings {
    fn secrets(&self) -> &'static [SecretFact] {
        if self.owner.is_some() { &OWNER_SECRETS } else { &[] }
    }
}

/// The owner of an n8n: set at every start, so that what is changed by hand does not last. The password's hash is a
/// secret, `<service>_owner_password_hash`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct N8nOwner {
    /// The address that the owner logs in with.
    pub email: Email,
    /// The given name.
    pub first_name: PersonName,
    /// The family name.
    pub last_name: PersonName,
}

/// The owner's password. n8n 2.41.1, `instance-settings-loader/loaders/owner.instance-settings-loader.js`: bcrypt in the
/// forms `$2a$`, `$2b$` and `$2y$`, and it does not start with another.
pub(crate) static OWNER_SECRETS: [SecretFact; 1] = [SecretFact {
    name: "owner_password_hash",
    charset: SecretCharset::Bcrypt,
    prefix: "",
    description: "bcrypt hash of the owner's password, such as `htpasswd -nBC 12` prints behind its colon",
    // Written over what is in the database at every start.
    change: Change::Restart,
}];

fn environment(wiring: &Wiring<'_>) -> Vec<(&'static str, Text)> {
    let mut variables = vec![
        ("N8N_ENCRYPTION_KEY", wiring.secret("encryption_key")),
        ("N8N_PORT", Text::literal("5678")),
        ("N8N_PROTOCOL", Text::literal("https")),
        // One proxy in front; without it express-rate-limit refuses X-Forwarded-For.
        ("N8N_PROXY_HOPS", Text::literal("1")),
        ("N8N_METRICS", Text::literal("true")),
        ("N8N_DIAGNOSTICS_ENABLED", Text::literal("false")),
        ("N8N_VERSION_NOTIFICATIONS_ENABLED", Text::literal("false")),
        ("N8N_TEMPLATES_ENABLED", Text::literal("false")),
        // Observed on 2.41.1: the one call that is left when diagnostics are off.
        ("N8N_DISABLED_MODULES", Text::literal("mcp-registry")),
        ("GENERIC_TIMEZONE", wiring.timezone()),
        ("TZ", wiring.timezone()),
        ("EXECUTIONS_DATA_PRUNE", Text::literal("true")),
        // n8n 2.41.1, deprecation/deprecation.service.js: defaults that a later version changes, and what is meant.
        ("N8N_UNVERIFIED_PACKAGES_ENABLED", Text::literal("false")),
        ("N8N_RUNNERS_TASK_TIMEOUT", Text::literal("300")),
        // The default of 2 GiB is more than the whole container may use: the next one is 256 MiB and 1000 entries.
        ("N8N_COMPRESSION_NODE_MAX_DECOMPRESSED_SIZE_BYTES", Text::literal("268435456")),
        ("N8N_COMPRESSION_NODE_MAX_ZIP_ENTRIES", Text::literal("1000")),
    ];
    if let Some(settings) = wiring.settings_of::<N8nSettings>() {
        let hours = settings.keep_executions_hours.unwrap_or(168);
        variables.push(("EXECUTIONS_DATA_MAX_AGE", Text::literal(hours.to_string())));
        if let Some(owner) = &settings.owner {
            // Written over what is in the database at every start.
            variables.push(("N8N_INSTANCE_OWNER_MANAGED_BY_ENV", Text::literal("true")));
            variables.push(("N8N_INSTANCE_OWNER_EMAIL", Text::literal(owner.email.to_string())));
            variables.push(("N8N_INSTANCE_OWNER_FIRST_NAME", Text::literal(owner.first_name.to_string())));
            variables.push(("N8N_INSTANCE_OWNER_LAST_NAME", Text::literal(owner.last_name.to_string())));
            variables.push(("N8N_INSTANCE_OWNER_PASSWORD_HASH", wiring.secret("owner_password_hash")));
        }
    }
    if let Some(database) = wiring.database() {
        variables.push(("DB_TYPE", Text::literal("postgresdb")));
        variables.push(("DB_POSTGRESDB_HOST", database.host));
        variables.push(("DB_POSTGRESDB_PORT", Text::literal("5432")));
        variables.push(("DB_POSTGRESDB_DATABASE", database.name.clone()));
        variables.push(("DB_POSTGRESDB_USER", database.name));
        variables.push(("DB_POSTGRESDB_PASSWORD", database.password));
        variables.push(("DB_POSTGRESDB_POOL_SIZE", database.connections));
    }
    // The editor is for members of the VPN, webhooks are called from outside: two routes, two variables.
    if let Some(host) = wiring.site(Audience::Vpn).or_else(|| wiring.site(Audience::Public)) {
        variables.push(("N8N_HOST", host));
    }
    if let Some(url) = wiring.url(Audience::Vpn).or_else(|| wiring.url(Audience::Public)) {
        variables.push(("N8N_EDITOR_BASE_URL", url));
    }
    if let Some(url) = wiring.url(Audience::Public).or_else(|| wiring.url(Audience::Vpn)) {
        // @n8n/config 2.39.0 reads this name; `WEBHOOK_URL` is the older one.
        variables.push(("N8N_WEBHOOK_URL", url));
    }
    variables
}
