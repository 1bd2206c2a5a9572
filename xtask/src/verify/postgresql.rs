//! `postgresql`: the real server with the generated files: roles reach their own database and nothing else.

use super::{Check, Subject, namespace};
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use stack_model::{
    catalogue::Kind,
    resolve::{ResolvedDatabase, ResolvedService},
    stack::settings::Migration,
};
use std::{collections::BTreeSet, process::Command};

pub(super) const CHECK: Check = Check {
    name: "postgresql",
    proves: "the server starts with the generated files; each role makes tables in its own database only; provisioning twice changes nothing",
    needs: &["pg_lsclusters", "runuser", "ip", "namespaces"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<String> {
    let programs = programs()?;
    let (mut servers, mut databases) = (0, 0);
    for running in subject.running(Kind::Postgresql) {
        let (service, scratch) = (running.service, &running.scratch);
        let own: Vec<&ResolvedDatabase> = subject.stack.databases_of(&service.name).collect();
        fs_err::create_dir_all(scratch)?;
        for migration in own.iter().flat_map(|database| &database.migrations) {
            fs_err::write(scratch.join(format!("{}.sql", migration.name())), statement(*migration))?;
        }
        let configs = running.folder.join(format!("configs/{}", service.name));
        for file in ["postgresql.conf", "pg_hba.conf", "provision.sql"] {
            fs_err::copy(configs.join(file), scratch.join(file))?;
        }
        let script = script(subject, service, &own, &programs, scratch);
        namespace::play(&script, scratch).with_context(|| running.to_string())?;
        servers += 1;
        databases += own.len();
    }
    Ok(format!("{servers} servers, {databases} databases provisioned twice"))
}

/// The folder of the newest server's programs.
fn programs() -> anyhow::Result<Utf8PathBuf> {
    let output =
        Command::new("sh").args(["-c", "ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1"]).output()?;
    let folder = Utf8PathBuf::from(String::from_utf8(output.stdout)?.trim());
    anyhow::ensure!(folder.join("postgres").exists(), "no PostgreSQL server is installed");
    Ok(folder)
}

/// An address that the server's `pg_hba.conf` lets in for a database: one of a network that a client shares with it.
fn address(subject: &Subject, service: &ResolvedService, database: &ResolvedDatabase) -> Option<String> {
    let clients = database.clients.iter().map(|client| subject.stack.service(client));
    let mut shared =
        clients.flat_map(|client| &client.networks).filter(|network| service.networks.contains(network));
    let network = shared.next()?;
    let (_, network) = subject.stack.networks().find(|(name, _)| *name == network)?;
    let subnet = network.subnet.to_string();
    let (base, _) = subnet.rsplit_once('.')?;
    Some(format!("{base}.5"))
}

fn script(
    subject: &Subject,
    service: &ResolvedService,
    databases: &[&ResolvedDatabase],
    programs: &Utf8Path,
    scratch: &Utf8Path,
) -> String {
    let mut script = format!(
        r#"
cd '{scratch}'
mkdir -p run
chown -R postgres: .
# The folders above are private to whoever runs this; the server only needs to pass through them.
chmod o+x . .. ../..
as() {{ runuser --user postgres --preserve-environment -- "$@"; }}
export PATH={programs}:$PATH LC_ALL=C.UTF-8 HOME=$PWD PSQLRC=/dev/null
as initdb --pgdata data --encoding UTF8 --auth peer >initdb.log
ip addr add 198.51.100.7/32 dev lo
"#
    );
    let mut passwords = String::new();
    for (index, database) in databases.iter().enumerate() {
        if let Some(password) = database.password() {
            passwords.push_str(&format!("export {}=test-password-{index}\n", password.variable()));
        }
    }
    let addresses: BTreeSet<String> =
        databases.iter().filter_map(|database| address(subject, service, database)).collect();
    for address in addresses {
        script.push_str(&format!("ip addr add {address}/32 dev lo\n"));
    }
    script.push_str(&passwords);
    script.push_str(START);
    for (index, database) in databases.iter().enumerate() {
        let (Some(owner), Some(address)) = (&database.owner, address(subject, service, database)) else {
            continue;
        };
        let name = &database.name;
        script.push_str(&format!(
            "sql {address} {owner} test-password-{index} {name} 'create table if not exists stackwright (id int)' || fail '{owner} cannot make a table in {name}'\n\
             refused {address} {owner} wrong-password {name}\n\
             refused 198.51.100.7 {owner} test-password-{index} {name}\n\
             refused {address} postgres test-password-{index} {name}\n\
             refused {address} {owner} test-password-{index} postgres\n"
        ));
        for migration in &database.migrations {
            let file = format!("{}.sql", migration.name());
            script.push_str(&format!(
                "migrated {address} {owner} test-password-{index} {name} {file} || {{ cat sql.log; fail 'the statement of {file} does not work'; }}\n"
            ));
        }
        for other in databases.iter().filter(|other| other.name != *name) {
            script.push_str(&format!("refused {address} {owner} test-password-{index} {}\n", other.name));
        }
    }
    script.push_str(FINISH);
    script
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

/// Starts the server with the generated files, and provisions twice.
const START: &str = r#"
as postgres -D data -c config_file="$PWD/postgresql.conf" -c hba_file="$PWD/pg_hba.conf" \
  -c unix_socket_directories="$PWD/run" >server.log 2>&1 &
fail() { echo "$1"; tail -n 20 server.log; exit 1; }
for _ in $(seq 100); do as pg_isready -q -h 127.0.0.1 && break; sleep 0.1; done
as pg_isready -q -h 127.0.0.1 || fail 'the server does not start'
provision() { as psql --no-psqlrc -h "$PWD/run" --username postgres --dbname postgres --file provision.sql >provision.log 2>&1; }
# Comments, and the random key that newer dumps guard themselves with, are no state.
kept() { grep -v -e '^--' -e '^.restrict ' -e '^.unrestrict '; }
state() {
  as pg_dumpall -h "$PWD/run" --globals-only --no-role-passwords | kept
  as pg_dumpall -h "$PWD/run" --schema-only --no-role-passwords | kept
}
provision || { cat provision.log; fail 'provisioning fails'; }
state >first.sql
provision || { cat provision.log; fail 'provisioning fails the second time'; }
state >second.sql
cmp first.sql second.sql || fail 'provisioning changes something the second time'
sql() { PGPASSWORD=$3 as psql --no-psqlrc -qAt -h "$1" -U "$2" -d "$4" -c "$5" >sql.log 2>&1; }
migrated() {
  PGPASSWORD=$3 as psql --no-psqlrc -qAt -h "$1" -U "$2" -d "$4" -f "$5" >sql.log 2>&1 &&
    [ "$(tr '\n' ' ' <sql.log)" = 'kept owned 13 columns ' ]
}
refused() { if sql "$1" "$2" "$3" "$4" 'select 1'; then fail "$2 with $3 from $1 reaches $4"; fi; }
"#;

/// A password that is not set must stop provisioning, not be taken for an empty one.
const FINISH: &str = r#"
for name in $(compgen -e | grep '_DB_PASSWORD$'); do unset "$name"; done
if grep -q getenv provision.sql; then
  if provision; then fail 'provisioning runs without passwords'; fi
  for name in $(sed -n 's/^.getenv password //p' provision.sql); do export "$name="; done
  if provision; then fail 'provisioning runs with empty passwords'; fi
fi
if grep -q test-password server.log; then fail 'the log shows a password'; fi
"#;
