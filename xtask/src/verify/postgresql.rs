//! `postgresql`: the real server with the generated files: roles reach their own database and nothing else.

mod server;

pub(super) use server::{NEEDS, Server};

use super::{
    Check, CheckOutcome, Running, Subject,
    container::{self, Container},
    namespace,
};
use crate::application::kind;
use anyhow::Context as _;
use camino::Utf8Path;
use stack_model::{SecretName, ServiceName, catalogue::applications::postgresql::Migration};

pub(super) const CHECK: Check = Check {
    name: "postgresql",
    proves: "the server starts with the generated files; each role makes tables in its own database only, and the one that watches reads statistics and no data; the URL that LiteLLM makes leads there; provisioning twice changes nothing, and with other passwords applies them; every pool of the stack is open at once, and a dump, operators and the superuser still get in",
    needs: &NEEDS,
    run,
};

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let (mut servers, mut databases, mut connections, mut proxies) = (0, 0, 0, 0);
    let all = subject.running(kind("postgresql"));
    if all.is_empty() {
        return CheckOutcome::nothing_to_do("no PostgreSQL runs");
    }
    for running in all {
        let scratch = &running.scratch;
        let server = Server::prepare(subject, running.service, &running.folder, scratch)?;
        for migration in server.databases.iter().flat_map(|database| &database.migrations) {
            fs_err::write(scratch.join(format!("{}.sql", migration.name())), statement(*migration))?;
        }
        let pools = pools(subject, &server, &running);
        let sum: u16 = pools.iter().map(|pool| pool.connections).sum();
        let mut script = script(&server, scratch);
        for url in urls(subject, &server, &running)? {
            script.push_str(&format!(
                "as psql --no-psqlrc -qAt '{url}' -c 'select 1' >sql.log 2>&1 || server_fails 'the URL of the model proxy leads nowhere'\n"
            ));
            proxies += 1;
        }
        script.push_str(POOL);
        let most = running.service.max_connections(running.site.environment);
        let most = most.context("a database server takes connections")?;
        script.push_str(&format!("open={sum}\ntakes {most}\n"));
        for Pool { address, role, password, database, connections } in &pools {
            script.push_str(&format!("pool {address} {role} {password} {database} {connections}\n"));
        }
        script.push_str(OPEN);
        script.push_str("changed() {\n");
        for Pool { address, role, password, database, .. } in &pools {
            script.push_str(&format!(
                "sql {address} {role} {password}-changed {database} 'select 1' || server_fails '{role} has not its new password'\n\
                 refused {address} {role} {password} {database}\n"
            ));
        }
        script.push_str(":\n}\n");
        script.push_str(FINISH);
        namespace::play(&script, scratch).with_context(|| running.to_string())?;
        servers += 1;
        databases += server.databases.len();
        connections += usize::from(sum);
    }
    CheckOutcome::proven([
        (servers, "servers"),
        (databases, "databases provisioned twice"),
        (connections, "connections open at once"),
        (proxies, "URLs of model proxies connect"),
    ])
}

/// The URLs that `LiteLLM` makes of the variables of its container (1.83.3, `litellm/proxy/utils.py`), with an address in
/// the place of the server's name. Its own database engine cannot be had here.
fn urls(subject: &Subject, server: &Server<'_>, running: &Running<'_>) -> anyhow::Result<Vec<String>> {
    let mut urls = Vec::new();
    for database in &server.databases {
        let clients = subject.stack.named(&database.clients);
        let proxies = clients.filter(|client| client.kind == kind("litellm"));
        for proxy in proxies.filter(|proxy| proxy.runs_in(running.site.deployment)) {
            let environment = subject.dist.join("compose").join(running.site.environment.as_str());
            let container = Container::read(&environment.join(proxy.host().as_str()), proxy.name.as_str())?;
            let container = container.with_context(|| format!("{} is in no compose file", proxy.name))?;
            let host = container.variable("DATABASE_HOST")?;
            anyhow::ensure!(host == running.service.name.as_str(), "{} asks {host}", proxy.name);
            let address = server.address([&proxy.name]).context("no network shared with the server")?;
            let [user, password, name] = ["DATABASE_USERNAME", "DATABASE_PASSWORD", "DATABASE_NAME"];
            urls.push(format!(
                "postgresql://{}:{}@{address}:5432/{}",
                container.variable(user)?,
                container.variable(password)?,
                container.variable(name)?,
            ));
        }
    }
    Ok(urls)
}

fn script(server: &Server<'_>, scratch: &Utf8Path) -> String {
    let mut script = format!("cd '{scratch}'\nip addr add 198.51.100.7/32 dev lo\n");
    script.push_str(&server.start());
    script.push_str(TWICE);
    for database in &server.databases {
        let (Some(owner), Some(password), Some(address)) =
            (&database.owner, database.password(), server.address(&database.clients))
        else {
            continue;
        };
        let password = container::secret(password.variable().as_str());
        let name = &database.name;
        script.push_str(&format!(
            "sql {address} {owner} {password} {name} 'create table if not exists stackwright (id int)' || server_fails '{owner} cannot make a table in {name}'\n\
             refused {address} {owner} wrong-password {name}\n\
             refused 198.51.100.7 {owner} {password} {name}\n\
             refused {address} postgres {password} {name}\n\
             refused {address} {owner} {password} postgres\n"
        ));
        for migration in &database.migrations {
            let file = format!("{}.sql", migration.name());
            script.push_str(&format!(
                "migrated {address} {owner} {password} {name} {file} || {{ cat sql.log; server_fails 'the statement of {file} does not work'; }}\n"
            ));
        }
        for other in server.databases.iter().filter(|other| other.name != *name) {
            script.push_str(&format!("refused {address} {owner} {password} {}\n", other.name));
        }
    }
    for monitor in &server.monitors {
        let Some(address) = server.address([&monitor.client]) else { continue };
        let (role, password) = (&monitor.role, container::secret(monitor.password().variable().as_str()));
        // Without the right to statistics the query of another role reads `<insufficient privilege>`.
        script.push_str(&format!(
            "sql {address} {role} {password} postgres \"select 1 / count(*) from pg_stat_activity where backend_type = 'checkpointer' and wait_event is not null\" || server_fails '{role} cannot read statistics'\n\
             if sql {address} {role} {password} postgres 'create table stackwright (id int)'; then server_fails '{role} can make a table'; fi\n\
             refused {address} {role} wrong-password postgres\n"
        ));
        for database in &server.databases {
            script.push_str(&format!("refused {address} {role} {password} {}\n", database.name));
        }
    }
    script
}

/// The pool of a client.
struct Pool {
    address: String,
    role: String,
    password: String,
    database: String,
    connections: u16,
}

/// The pools that are open in an environment, those of collectors too.
fn pools(subject: &Subject, server: &Server<'_>, running: &Running<'_>) -> Vec<Pool> {
    let mut pools = Vec::new();
    let mut add = |client: &ServiceName, role: String, password: SecretName, database: String| {
        let Some(here) = subject.stack.service(client) else { return };
        let edges = here.edges.iter().filter(|edge| edge.to == running.service.name);
        let Some(address) = server.address([client]).filter(|_| here.runs_in(running.site.deployment)) else {
            return;
        };
        let password = container::secret(password.variable().as_str());
        let pool = |connections| Pool {
            address: address.clone(),
            role: role.clone(),
            password: password.clone(),
            database: database.clone(),
            connections,
        };
        pools.extend(edges.filter_map(|edge| edge.connections).map(pool));
    };
    for database in &server.databases {
        let Some((owner, password)) = database.owner.as_ref().zip(database.password()) else { continue };
        for client in &database.clients {
            add(client, owner.to_string(), password.clone(), database.name.to_string());
        }
    }
    for monitor in &server.monitors {
        add(&monitor.client, monitor.role.to_string(), monitor.password(), "postgres".into());
    }
    pools
}

/// The statement that workflows write with, every value a parameter, and a look at what came of it.
const fn statement(migration: Migration) -> &'static str {
    match migration {
        Migration::AssetProvenance => ASSET_PROVENANCE,
    }
}

const ASSET_PROVENANCE: &str = r#"
PREPARE register AS INSERT INTO asset_provenance (asset_id, type, provider, model, prompt, output_name, result_url,
  render_id, agent_id, cost_usd, storage_path, generated_at, metadata)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, coalesce($12, now()), $13);
EXECUTE register('a-1', 'image', 'comfyui', 'm', $$it's {{ "x" }}; DROP TABLE asset_provenance$$, 'o', 'u', 'r', 'g',
  0.000001, '/p', NULL, '{"k": 1}');
SELECT 'kept' FROM asset_provenance WHERE prompt = $$it's {{ "x" }}; DROP TABLE asset_provenance$$
  AND cost_usd = 0.000001 AND generated_at IS NOT NULL AND metadata->>'k' = '1';
SELECT 'owned' FROM pg_tables WHERE tablename = 'asset_provenance' AND tableowner = current_user;
SELECT count(*) || ' columns' FROM information_schema.columns WHERE table_name = 'asset_provenance';
"#;

/// Provisions a second time, and compares.
const TWICE: &str = r#"
# Comments, and the random key that newer dumps guard themselves with, are no state.
kept() { grep -v -e '^--' -e '^.restrict ' -e '^.unrestrict '; }
state() {
  as pg_dumpall -h "$postgres/run" --globals-only --no-role-passwords | kept
  as pg_dumpall -h "$postgres/run" --schema-only --no-role-passwords | kept
}
state >first.sql
provision || { cat provision.log; server_fails 'provisioning fails the second time'; }
state >second.sql
cmp first.sql second.sql || server_fails 'provisioning changes something the second time'
# The health check's line of pg_hba.conf lets the superuser in from here, with his password.
superuser() { sql 127.0.0.1 postgres "$1" postgres 'select 1'; }
superuser "$POSTGRES_PASSWORD" || server_fails 'the superuser has not the password of the environment'
migrated() {
  PGPASSWORD=$3 as psql --no-psqlrc -qAt -h "$1" -U "$2" -d "$4" -f "$5" >sql.log 2>&1 &&
    [ "$(tr '\n' ' ' <sql.log)" = 'kept owned 13 columns ' ]
}
refused() { if sql "$1" "$2" "$3" "$4" 'select 1'; then server_fails "$2 with $3 from $1 reaches $4"; fi; }
"#;

/// Opens connections that stay, as one role.
const POOL: &str = r#"
admin() { as psql --no-psqlrc -qAt -h "$postgres/run" -U postgres -d postgres -c "$1"; }
takes() {
  local given; given=$(admin 'show max_connections')
  [ "$given" = "$1" ] || server_fails "it takes $given connections, not $1"
}
pool() {
  local number
  for number in $(seq "$5"); do
    PGPASSWORD=$3 PGAPPNAME=pool as psql --no-psqlrc -qAt -h "$1" -U "$2" -d "$4" -c 'select pg_sleep(100)' >>pool.log 2>&1 &
  done
  one=${one:-$1} two=${two:-$2} three=${three:-$3} four=${four:-$4}
}
"#;

/// With every pool open, five more come in beside them, and the superuser to those that are kept for it.
const OPEN: &str = r#"
opened() { admin "select count(*) from pg_stat_activity where application_name = 'pool'"; }
all_open() {
  for _ in $(seq 100); do
    if [ "$(opened)" -eq "$open" ]; then return; fi
    sleep 0.1
  done
  cat pool.log
  server_fails "$(opened) connections are open, not $open"
}
if [ "$open" -gt 0 ]; then
  all_open
  pool "$one" "$two" "$three" "$four" 5
  open=$((open + 5))
  all_open
  admin "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'pool'" >pool.log
fi
"#;

/// A password that is not set must stop provisioning, not be taken for an empty one.
const FINISH: &str = r#"
names=$(sed -n 's/^.getenv password //p' provision.sql)
old=$POSTGRES_PASSWORD
for name in $names; do export "$name=${!name}-changed"; done
provision || { cat provision.log; server_fails 'provisioning fails with other passwords'; }
superuser "$POSTGRES_PASSWORD" || server_fails 'the superuser has not his new password'
if superuser "$old"; then server_fails 'the superuser still has his old password'; fi
changed
for name in $names; do unset "$name"; done
if provision; then server_fails 'provisioning runs without passwords'; fi
for name in $names; do export "$name="; done
if provision; then server_fails 'provisioning runs with empty passwords'; fi
if grep -q sk-test server.log; then server_fails 'the log shows a password'; fi
"#;
