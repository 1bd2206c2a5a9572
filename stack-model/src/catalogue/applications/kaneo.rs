//! Kaneo, the project board.

#[cfg(feature = "testing")]
use crate::catalogue::{Lane, TestFact};
use crate::{
    catalogue::{
        Application, BackupFact, Category, Change, Cost, DockerCall, HealthFact, Interface, Listener, Manner,
        Method, Need, Origin, PathFact, Pool, Privileges, ProbeFact, Proof, RootFilesystem, SecretFact,
        SeedFact, Seeding, SettingsType, Sources, SubPath, Timed, Upgrade, UpgradeFact, User,
        fact::{default_command, no_volumes},
    },
    resolve::{Audience, Text, Wiring},
    stack::{SecretCharset, Tool},
    value::Port,
};

const READ: Origin = Origin::Read("Kaneo 2.22.0, Dockerfile.kaneo");

pub(in crate::catalogue) static APPLICATION: Application = Application {
    name: "kaneo",
    title: "Kaneo",
    summary: "Kaneo: the project board.",
    category: Category::Application,
    group: "kaneo",
    provides: &[],
    image: Some("ghcr.io/usekaneo/kaneo:2.22.0"),
    user: User::Image(1001),
    tools: &[Tool::Wget, Tool::Node, Tool::Sh],
    capabilities: &[],
    privileges: Privileges::NONE,
    root: RootFilesystem::Writable("its entrypoint writes the public addresses into the web files"),
    volumes: no_volumes,
    backup: BackupFact {
        method: Method::None("its data is in its database"),
        from: Origin::Read("Kaneo 2.22.0, Dockerfile.kaneo: no volume; uploads go to an object store"),
    },
    seed: Some(SeedFact {
        seeding: Seeding::Empty("it holds what people wrote for each other"),
        from: Origin::Decided(
            "titles, descriptions and comments are free text, which nothing makes nobody's; its sessions and tokens would come along",
        ),
    }),
    upgrade: Some(UpgradeFact {
        upgrade: Upgrade::OneWay,
        from: Origin::Estimated("drizzle migrates the database when it starts, and has no way to undo it"),
    }),
    host_mounts: &[],
    listeners: &[Listener::open("http", 5173), Listener::open("api", 1337)],
    probe: |_| Some(ProbeFact::Http { tool: Tool::Wget, port: Port::constant(5173), path: "/api/health" }),
    paths: &[PathFact { path: "/api/health", anonymous: true, cost: Cost::Free, source: READ }],
    health: Some(HealthFact::live("/api/health")),
    first_boot: Timed::seconds(
        60,
        Origin::Read(
            "Kaneo 2.22.0, Dockerfile.kaneo: its own health check starts to count after 60 s, for its migrations run at every start",
        ),
    ),
    probe_timeout: Timed::seconds(
        5,
        Origin::Read("Kaneo 2.22.0, Dockerfile.kaneo: the time-out of its own health check"),
    ),
    memory_floor: None,
    sub_path: SubPath::Unsupported("its web files ask for assets at `/`"),
    needs: &[Need {
        interface: Interface::Postgresql,
        required: true,
        reason: "it keeps everything in a database",
        // apps/api/src/database/index.ts makes one pool of node-postgres, of 10; no variable changes it.
        manner: Manner::Pool(Pool { connections: 10, settable: false }),
    }],
    collects: false,
    knows_proxy: false,
    image_list: None,
    docker_calls: &[DockerCall::PING],
    egress: false,
    secrets: &[SecretFact {
        name: "auth_secret",
        charset: SecretCharset::Hex,
        prefix: "",
        description: "signs sessions; at least 32 characters",
        change: Change::Restart,
    }],
    environment,
    command: default_command,
    files: &[],
    mounts: &[],
    metrics: None,
    obsolete: &[],
    settings: SettingsType::NONE,
    #[cfg(feature = "testing")]
    tests: TestFact::on(&[Lane::Back]),
    proof: Proof::Read("Kaneo 2.22, deploy/kaneo-entrypoint.sh and the page on environment variables"),
    sources: Sources {
        image: Origin::Read(
            "usekaneo/kaneo 2.22.0, its release workflow: the bare version; one image for API and web since 2.7.0",
        ),
        user: Origin::Read("Kaneo 2.22.0, Dockerfile.kaneo: `appuser`, 1001"),
        tools: Origin::Read(
            "Kaneo 2.22.0, Dockerfile.kaneo: Alpine with Node; its own health check uses wget",
        ),
        root: Origin::Read(
            "Kaneo 2.22.0, deploy/kaneo-entrypoint.sh: it runs env.sh, which writes into the web files",
        ),
        storage: Origin::Read("Kaneo 2.22.0, Dockerfile.kaneo: no volume; uploads go to an object store"),
        listeners: Origin::Read(
            "Kaneo 2.22.0, apps/web/nginx.kaneo.conf: nginx on 5173 in front of the API on 1337; nothing listens on 3000",
        ),
        probe: Origin::Read("Kaneo 2.22.0, Dockerfile.kaneo: the address of its own health check"),
        sub_path: Origin::Read("Kaneo 2.22.0, apps/web/vite.config.ts: `base` is `/`"),
        calls: Origin::Read(
            "Kaneo 2.22.0, apps/api/src/database/index.ts: one pool of node-postgres, of 10, which no variable changes",
        ),
        settings: Origin::Read(
            "Kaneo 2.22.0, deploy/kaneo-entrypoint.sh and the page on environment variables",
        ),
    },
};

fn environment(wiring: &Wiring<'_>) -> Vec<(&'static str, Text)> {
    let mut variables = vec![
        ("AUTH_SECRET", wiring.secret("auth_secret")),
        ("DISABLE_REGISTRATION", Text::literal("true")),
        ("DISABLE_GUEST_ACCESS", Text::literal("true")),
        ("TZ", wiring.timezone()),
    ];
    if let Some(database) = wiring.database() {
        // These instead of DATABASE_URL: no variable holds a URL with a password in it.
        variables.push(("POSTGRES_HOST", database.host));
        variables.push(("POSTGRES_DB", database.name.clone()));
        variables.push(("POSTGRES_USER", database.name));
        variables.push(("POSTGRES_PASSWORD", database.password));
    }
    // The browser's addresses, written into the web files at the start.
    for audience in [Audience::Vpn, Audience::Public] {
        if let Some(site) = wiring.site(audience) {
            variables.push(("KANEO_CLIENT_URL", Text::literal("https://").join(site)));
            break;
        }
    }
    variables
}
