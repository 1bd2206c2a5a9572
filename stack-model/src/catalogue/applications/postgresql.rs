//! `PostgreSQL`, the database server.

#[cfg(feature = "testing")]
use crate::catalogue::{Lane, TestFact};
use crate::{
    catalogue::{
        Application, ApplicationSettings, AppliedBy, BackupFact, Capability, Category, Change, Credential,
        DockerCall, FileFact, Interface, Listener, MemoryFloor, Method, Metrics, MountFact, Origin,
        Privileges, ProbeFact, Proof, Reload, RootFilesystem, SecretFact, SettingsType, Sources, SubPath,
        Timed, Upgrade, UpgradeFact, User, VolumeFact,
    },
    resolve::{Text, Wiring},
    stack::{SecretCharset, Tool},
    value::{DatabaseName, ExtensionName, ImageRef, MemorySize},
};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
#[cfg(feature = "testing")]
use serde_json::json;

/// The extensions that the official image carries (`PostgreSQL` 17, contrib modules; the image installs them all. The list
/// is the control files of Debian's 15.18, less `adminpack` and `old_snapshot`, which 17 removed).
/// `vector` is not among them: it is built into the pgvector image only.
pub(crate) const EXTENSIONS: &[&str] = &[
    "amcheck",
    "autoinc",
    "bloom",
    "btree_gin",
    "btree_gist",
    "citext",
    "cube",
    "dblink",
    "dict_int",
    "dict_xsyn",
    "earthdistance",
    "file_fdw",
    "fuzzystrmatch",
    "hstore",
    "insert_username",
    "intagg",
    "intarray",
    "isn",
    "lo",
    "ltree",
    "moddatetime",
    "pageinspect",
    "pg_buffercache",
    "pg_freespacemap",
    "pg_prewarm",
    "pg_stat_statements",
    "pg_surgery",
    "pg_trgm",
    "pg_visibility",
    "pg_walinspect",
    "pgcrypto",
    "pgrowlocks",
    "pgstattuple",
    "plpgsql",
    "postgres_fdw",
    "refint",
    "seg",
    "sslinfo",
    "tablefunc",
    "tcn",
    "tsm_system_rows",
    "tsm_system_time",
    "unaccent",
    "uuid-ossp",
    "xml2",
];

const ENTRYPOINT: Origin = Origin::Reported(
    "field report CAP-01: under `cap_drop: ALL` the entrypoint's chown, chmod and change of user need all five",
);

/// `PostgreSQL` 17, `pg_ctl reload`: the server reads `pg_hba.conf` again (its manual, 20.1).
const RELOAD: AppliedBy = AppliedBy::Reload(Reload { argv: &["pg_ctl", "reload"], user: Some("postgres") });

pub(in crate::catalogue) static APPLICATION: Application = Application {
    name: "postgresql",
    title: "PostgreSQL",
    summary: "`PostgreSQL`: the database server.",
    category: Category::Database,
    group: "postgresql",
    provides: &[Interface::Postgresql],
    image: Some("docker.io/library/postgres:17.9-bookworm"),
    user: User::RootThen(999),
    tools: &[Tool::PgIsready, Tool::Bash, Tool::Sh],
    capabilities: &[
        Capability::new("CHOWN", ENTRYPOINT),
        Capability::new("DAC_OVERRIDE", ENTRYPOINT),
        Capability::new("FOWNER", ENTRYPOINT),
        Capability::new("SETGID", ENTRYPOINT),
        Capability::new("SETUID", ENTRYPOINT),
    ],
    privileges: Privileges::NONE,
    root: RootFilesystem::ReadOnly(&["/tmp", "/var/run/postgresql"]),
    volumes,
    backup: BackupFact {
        method: Method::PgDump,
        from: Origin::Observed(
            "PostgreSQL 15: a custom dump of each database is read back and restored, `verify dumps`",
        ),
    },
    seed: None,
    upgrade: Some(UpgradeFact {
        upgrade: Upgrade::MajorFromDump,
        from: Origin::Read(
            "PostgreSQL 17, doc/src/sgml/runtime.sgml: major versions change how data is stored, minor ones never do",
        ),
    }),
    host_mounts: &[],
    listeners: &[Listener::open("postgresql", 5432)],
    probe: |_| {
        // Observed on 15.18: the server that initialises a cluster listens on the socket only, so a probe of the
        // socket succeeds too early; TCP is refused until the real server is up.
        Some(ProbeFact::Command {
            tool: Tool::PgIsready,
            words: &["pg_isready", "-q", "-h", "127.0.0.1", "-p", "5432", "-U", "postgres"],
        })
    },
    paths: &[],
    health: None,
    first_boot: Timed::seconds(
        120,
        Origin::Observed(
            "PostgreSQL 15.18 with the generated files, initdb and the image's second start, 0.8 s on one core; the rest is for slow disks",
        ),
    ),
    probe_timeout: Timed::seconds(
        5,
        Origin::Observed(
            "pg_isready 15.18 asks in 0.01 s on one core; the rest is for a server that replays its log",
        ),
    ),
    memory_floor: Some(MemoryFloor {
        size: MemorySize::from_mib(256),
        seen: "it rests at 42M without clients; nobody measured it with many",
        from: Origin::Estimated(
            "PostgreSQL 15.18 rests at 42 MiB without clients; a quarter is shared buffers, and a connection takes some 8 MiB",
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
        description: "password of the superuser postgres",
        // docker-library/postgres, docker-entrypoint.sh: `POSTGRES_PASSWORD` is for a new cluster.
        change: Change::Applied("provisioning sets it again"),
    }],
    environment,
    command: |_| {
        Text::words([
            "postgres",
            "-c",
            "config_file=/etc/postgresql/postgresql.conf",
            "-c",
            "hba_file=/etc/postgresql/pg_hba.conf",
        ])
    },
    files: &[
        FileFact::new("postgresql.conf", AppliedBy::Restart),
        FileFact::new("pg_hba.conf", RELOAD),
        FileFact::new("provision.sql", AppliedBy::Nothing),
        FileFact::new("provision.sh", AppliedBy::Nothing)
            .at("configs/<service>/initdb/10-provision.sh")
            .executable(),
    ],
    mounts: &[
        MountFact::new("configs/<service>", "/etc/postgresql"),
        MountFact::new("configs/<service>/initdb", "/docker-entrypoint-initdb.d"),
    ],
    metrics: Some(Metrics::component(
        "postgres",
        Credential::Role,
        &[include_str!("../metrics/postgresql.txt")],
    )),
    obsolete: &[],
    settings: SettingsType::of::<PostgresqlSettings>(),
    #[cfg(feature = "testing")]
    tests: TestFact {
        memory: 512,
        config: |draw| {
            draw.is_configured.then(|| {
                // A database is written only for a client that implies it.
                let written = json!({ "extensions": ["uuid-ossp", "pg_trgm"] });
                let databases: serde_json::Map<_, _> =
                    draw.database.iter().map(|name| (name.clone(), written.clone())).collect();
                json!({ "max_connections": 200, "databases": databases })
            })
        },
        ..TestFact::on(&[Lane::Back])
    },
    proof: Proof::Observed("PostgreSQL 15.18 with the provisioning statements, twice"),
    sources: Sources {
        image: Origin::Read(
            "docker-library/postgres 17.9, 17/bookworm/Dockerfile: the minor release of February 2026",
        ),
        user: Origin::Read(
            "docker-library/postgres 17.9, 17/bookworm/docker-entrypoint.sh: starts as root, chowns PGDATA, becomes uid 999",
        ),
        tools: Origin::Read(
            "docker-library/postgres 17.9, 17/bookworm/Dockerfile: Debian with bash, and the server's own programs",
        ),
        root: Origin::Read(
            "docker-library/postgres 17.9, 17/bookworm/docker-entrypoint.sh: it writes to PGDATA and `/var/run/postgresql`",
        ),
        storage: Origin::Read(
            "docker-library/postgres 17.9, 17/bookworm/Dockerfile: `PGDATA`; 18/bookworm/docker-entrypoint.sh refuses the old mount",
        ),
        listeners: Origin::Observed("PostgreSQL 15.18 with the generated files, `verify postgresql`"),
        probe: Origin::Observed(
            "PostgreSQL 15.18: the server that initialises a cluster listens on the socket only, so TCP is refused until the real one is up",
        ),
        sub_path: Origin::Observed("PostgreSQL 15.18 speaks its own protocol, and no HTTP"),
        calls: Origin::Observed("PostgreSQL 15.18 runs in a network with no way out, `verify postgresql`"),
        settings: Origin::Read(
            "docker-library/postgres 17.9, 17/bookworm/docker-entrypoint.sh: `POSTGRES_PASSWORD` and `POSTGRES_INITDB_ARGS` are for a new cluster",
        ),
    },
};

/// Settings of the database server.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PostgresqlSettings {
    /// Databases beyond those that follow from `uses`, or more about those.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub databases: IndexMap<DatabaseName, Database>,
    /// Connections, at most. One for each 8 MiB of the memory limit unless written, and no more than 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 10, max = 10000))]
    pub max_connections: Option<u32>,
}

impl ApplicationSettings for PostgresqlSettings {}

/// A database.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// The role that owns it. The service that uses it, unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<DatabaseName>,
    /// Tables made in it, owned by its owner.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub migrations: Vec<Migration>,
    /// Extensions created in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<ExtensionName>,
}

/// Tables that workflows of the stack write to. Each is made in the database of those who write and read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Migration {
    /// Where each generated asset comes from: thirteen columns, one row an asset.
    AssetProvenance,
}

impl Migration {
    /// The migration's name, as `migrations:` spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AssetProvenance => "asset-provenance",
        }
    }
}

/// The data directory moved with major version 18: the image refuses to start on the old mount
/// (docker-library/postgres, 18/bookworm/docker-entrypoint.sh).
fn volumes(image: &ImageRef) -> Vec<VolumeFact> {
    let moved = image.major().is_some_and(|major| major >= 18);
    let at = if moved { "/var/lib/postgresql" } else { "/var/lib/postgresql/data" };
    vec![VolumeFact { name: "", at, holds: "the databases below" }]
}

fn environment(wiring: &Wiring<'_>) -> Vec<(&'static str, Text)> {
    vec![
        ("POSTGRES_PASSWORD", wiring.secret("password")),
        // A cluster's locale must exist in the image; ICU brings its own (field report PG-05).
        (
            "POSTGRES_INITDB_ARGS",
            Text::literal(
                "--locale-provider=icu --icu-locale=und --locale=C.UTF-8 --auth=scram-sha-256 --data-checksums",
            ),
        ),
        ("TZ", wiring.timezone()),
    ]
}
