//! `postgresql`: the real server with the generated files: roles reach their own database and nothing else.

mod server;

pub(super) use server::{NEEDS, Server};

use super::{Check, Subject, container, namespace};
use anyhow::Context as _;
use camino::Utf8Path;
use stack_model::{catalogue::Kind, stack::settings::Migration};

pub(super) const CHECK: Check = Check {
    name: "postgresql",
    proves: "the server starts with the generated files; each role makes tables in its own database only, and the one that watches reads statistics and no data; provisioning twice changes nothing",
    needs: &NEEDS,
    run,
};

fn run(subject: &Subject) -> anyhow::Result<String> {
    let (mut servers, mut databases) = (0, 0);
    for running in subject.running(Kind::Postgresql) {
        let scratch = &running.scratch;
        let server = Server::prepare(subject, running.service, &running.folder, scratch)?;
        for migration in server.databases.iter().flat_map(|database| &database.migrations) {
            fs_err::write(scratch.join(format!("{}.sql", migration.name())), statement(*migration))?;
        }
        namespace::play(&script(&server, scratch), scratch).with_context(|| running.to_string())?;
        servers += 1;
        databases += server.databases.len();
    }
    Ok(format!("{servers} servers, {databases} databases provisioned twice"))
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
        // Without the right to statistics the query of somebody else reads `<insufficient privilege>`.
        script.push_str(&format!(
            "sql {address} {role} {password} postgres \"select 1 / count(*) from pg_stat_activity where backend_type = 'checkpointer' and wait_event is not null\" || server_fails '{role} cannot read statistics'\n\
             if sql {address} {role} {password} postgres 'create table stackwright (id int)'; then server_fails '{role} can make a table'; fi\n\
             refused {address} {role} wrong-password postgres\n"
        ));
        for database in &server.databases {
            script.push_str(&format!("refused {address} {role} {password} {}\n", database.name));
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
migrated() {
  PGPASSWORD=$3 as psql --no-psqlrc -qAt -h "$1" -U "$2" -d "$4" -f "$5" >sql.log 2>&1 &&
    [ "$(tr '\n' ' ' <sql.log)" = 'kept owned 13 columns ' ]
}
refused() { if sql "$1" "$2" "$3" "$4" 'select 1'; then server_fails "$2 with $3 from $1 reaches $4"; fi; }
"#;

/// A password that is not set must stop provisioning, not be taken for an empty one.
const FINISH: &str = r#"
for name in $(compgen -e | grep '_DB_PASSWORD$'); do unset "$name"; done
if grep -q getenv provision.sql; then
  if provision; then server_fails 'provisioning runs without passwords'; fi
  for name in $(sed -n 's/^.getenv password //p' provision.sql); do export "$name="; done
  if provision; then server_fails 'provisioning runs with empty passwords'; fi
fi
if grep -q sk-test server.log; then server_fails 'the log shows a password'; fi
"#;
