//! `dumps`: the dumps of every database, and the way back, on the real server. A stand-in for `docker` runs what the
//! scripts run in the container.

use super::{Check, Subject, container, namespace, postgresql::Server};
use anyhow::Context as _;
use stack_model::catalogue::Kind;

pub(super) const CHECK: Check = Check {
    name: "dumps",
    proves: "pre-backup.sh dumps every database; one that fails or is empty is counted and stops no other; restore.sh brings rows, owners and rights back, keeps what was there, and leaves a database alone when a dump is cut short; what waits for a report hears of a whole success, once, and of nothing else",
    needs: &["pg_lsclusters", "runuser", "curl", "python3", "ip", "namespaces"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<String> {
    let (mut servers, mut databases) = (0, 0);
    for running in subject.running(Kind::Postgresql) {
        let scratch = &running.scratch;
        let server = Server::prepare(subject, running.service, &running.folder, scratch)?;
        let mut script = server.start();
        script.push_str(&format!("scratch='{scratch}'\nserver={}\n", running.service.name));
        for name in ["pre-backup.sh", "restore.sh"] {
            fs_err::copy(running.folder.join(name), scratch.join(name))?;
        }
        let report = subject.dist.join("ansible/roles/backup-config/templates/heartbeat.conf.j2");
        let report = fs_err::read_to_string(report)?
            .replace("{{ backup_config_kuma }}", "http://127.0.0.1:3001")
            .replace("{{ backup_config_token }}", TOKEN);
        anyhow::ensure!(
            !report.contains("{{"),
            "the report asks for a variable that is not known here: {report}"
        );
        fs_err::write(scratch.join("heartbeat.curlrc"), report)?;
        fs_err::write(scratch.join("kuma.py"), KUMA)?;
        script.push_str(STAND_IN);
        let mut names = Vec::new();
        for database in &server.databases {
            let owner = database.owner.as_ref().context("a database without an owner was checked")?;
            let password = database.password().context("an owner has a password")?;
            let password = container::secret(password.variable().as_str());
            let address = server.address(&database.clients).context("a client shares a network")?;
            names.push(format!("{}:{owner}:{address}:{password}", database.name));
            databases += 1;
        }
        script.push_str(&format!("databases='{}'\n", names.join(" ")));
        script.push_str(SCENARIO);
        namespace::play(&script, scratch).with_context(|| running.to_string())?;
        servers += 1;
    }
    Ok(format!(
        "{databases} databases of {servers} servers dumped and restored; empty, failing and cut dumps refused"
    ))
}

const TOKEN: &str = "0123456789abcdefABCDEF0123456789";

/// The part of Uptime Kuma that takes reports (2.5.3, `server/routers/api-router.js`): 404 for a token that it does not know.
const KUMA: &str = r#"
import http.server, pathlib

class Kuma(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        known = self.path == "/api/push/0123456789abcdefABCDEF0123456789?status=up&msg=OK"
        with pathlib.Path("reports").open("a") as reports:
            reports.write(f"{known} {self.path}\n")
        self.send_response(200 if known else 404)
        self.end_headers()
        self.wfile.write(b'{"ok":true}' if known else b'{"ok":false}')

http.server.HTTPServer(("127.0.0.1", 3001), Kuma).serve_forever()
"#;

/// `docker compose exec -T --user postgres SERVER COMMAND…`, with the faults that a test asks for.
const STAND_IN: &str = r#"
mkdir -p "$scratch/bin"
cat >"$scratch/bin/docker" <<'DOCKER'
#!/usr/bin/env bash
if [[ "$1 $2 $3 $4 $5" != 'compose exec -T --user postgres' || $6 != "$server" ]]; then
  echo "docker is called with $*" >&2
  exit 64
fi
shift 6
if [[ $1 == pg_dump && -n ${fault:-} && "$*" == *"--dbname=$fault" ]]; then
  if [[ ${how:-} == empty ]]; then exit 0; else exit 1; fi
fi
cd /
exec env PGHOST="$postgres/run" LC_ALL=C.UTF-8 runuser --user postgres --preserve-environment -- "$@"
DOCKER
chmod +x "$scratch/bin/docker"
export PATH=$scratch/bin:$PATH server postgres
"#;

const SCENARIO: &str = r#"
fails() { echo "$1"; cat "$scratch"/*.log 2>/dev/null | tail -n 20; exit 1; }
ask() { as psql --no-psqlrc -qAt -h "$postgres/run" -U postgres -d "$1" -c "$2"; }
each() {
  local entry
  for entry in $databases; do
    IFS=: read -r name owner address password <<<"$entry"
    "$@"
  done
}
folder=$scratch/backups/pg_dump
newest() { find "$folder" -name "$1-*Z.dump" | sort | tail -n 1; }
count() { find "$folder" -name "$1-*Z.dump" | wc -l; }
rows() { ask "$1" "select count(*), md5(string_agg(word, ',' order by id)) from kept"; }

fill() {
  sql "$address" "$owner" "$password" "$name" \
    "create table kept (id int primary key, word text not null);
     insert into kept select n, md5(n::text) from generate_series(1, 5000) n" || fails "$name cannot be filled"
}
each fill

bash "$scratch/pre-backup.sh" >"$scratch/dump.log" 2>&1 || fails 'the dumps fail'

# Who waits for a report hears of a whole success, and of nothing else.
(cd "$scratch" && exec python3 kuma.py >kuma.log 2>&1) &
for _ in $(seq 50); do
  if curl --silent --output /dev/null --max-time 2 http://127.0.0.1:3001/; then break; fi
  sleep 0.1
done
export STACK_HEARTBEAT=$scratch/heartbeat.curlrc
one=${databases%%:*}
: >"$scratch/reports"
for how in fail empty; do
  if fault=$one how=$how bash "$scratch/pre-backup.sh" >"$scratch/report.log" 2>&1; then fails "a dump that is $how is a success"; fi
  [[ ! -s $scratch/reports ]] || fails "a dump that is $how is reported as a success"
done
rm -rf "$folder"
bash "$scratch/pre-backup.sh" >"$scratch/report.log" 2>&1 || fails 'the dumps fail'
[[ $(wc -l <"$scratch/reports") == 1 && $(<"$scratch/reports") == True* ]] || fails "not one report: $(<"$scratch/reports")"
sed 's/0123/4567/' "$scratch/heartbeat.curlrc" >"$scratch/other.curlrc"
for refused in "$scratch/other.curlrc" "$scratch/absent.curlrc"; do
  rm -rf "$folder"
  if STACK_HEARTBEAT=$refused bash "$scratch/pre-backup.sh" >"$scratch/report.log" 2>&1; then fails 'a report that nobody takes is a success'; fi
  grep --quiet 'the report of it could not be sent' "$scratch/report.log" || fails 'nobody says that the report was not sent'
done
unset STACK_HEARTBEAT
rm -rf "$folder"
bash "$scratch/pre-backup.sh" >"$scratch/dump.log" 2>&1 || fails 'the dumps fail'
whole() { [[ $(count "$name") == 1 ]] || fails "$name has $(count "$name") dumps"; }
each whole

# A dump that fails, and one that is empty though the program says that all is well.
others=$(wc -w <<<"$databases")
for how in fail empty; do
  rm -f "$folder"/*.dump
  if fault=$one how=$how bash "$scratch/pre-backup.sh" >"$scratch/dump.log" 2>&1; then fails "a dump that is $how is a success"; fi
  [[ $(count "$one") == 0 ]] || fails "a dump that is $how is kept"
  [[ $(find "$folder" -name '*.dump' | wc -l) == $((others - 1)) ]] || fails 'a dump that fails stops another'
  [[ -z $(find "$folder" -name '*.part') ]] || fails 'a part is left behind'
done
bash "$scratch/pre-backup.sh" >"$scratch/dump.log" 2>&1 || fails 'the dumps fail'

# What is older than three days goes, the newest never.
cp "$(newest "$one")" "$folder/$one-20200101T000000Z.dump"
touch -d '5 days ago' "$folder"/*.dump
sleep 1.1
if fault=$one bash "$scratch/pre-backup.sh" >"$scratch/dump.log" 2>&1; then fails 'a failure is a success'; fi
[[ $(count "$one") == 1 && $(newest "$one") != *20200101* ]] || fails 'the newest dump of a database that fails is gone'

back() {
  local before dump short
  before=$(rows "$name")
  dump=$(newest "$name")
  sql "$address" "$owner" "$password" "$name" 'delete from kept where id > 10; create table later (id int)' || fails "$name cannot be damaged"
  short=$scratch/short.dump
  head -c $(($(stat -c %s "$dump") - 2000)) "$dump" >"$short"
  if bash "$scratch/restore.sh" "$server" "$name" "$owner" "$short" >"$scratch/restore.log" 2>&1; then fails 'a dump that is cut short is restored'; fi
  [[ $(ask "$name" 'select count(*) from kept') == 10 ]] || fails "a restore that failed changed $name"
  bash "$scratch/restore.sh" "$server" "$name" "$owner" "$dump" >"$scratch/restore.log" 2>&1 || fails "$name is not restored"
  [[ $(rows "$name") == "$before" ]] || fails "$name has other rows: $(rows "$name"), not $before"
  [[ $(ask "$name" "select to_regclass('later') is null") == t ]] || fails "$name holds what came later"
  [[ $(ask "${name:0:50}_before" "select to_regclass('later') is null") == f ]] || fails "what was in $name is gone"
  sql "$address" "$owner" "$password" "$name" 'insert into kept values (0, $$new$$); create table again (id int)' ||
    fails "$owner cannot work in $name again"
  [[ $(ask "$name" "select has_database_privilege('public', '$name', 'connect')") == f ]] || fails "everybody may enter $name"
  # A second time: what was there before makes room.
  bash "$scratch/restore.sh" "$server" "$name" "$owner" "$dump" >"$scratch/restore.log" 2>&1 || fails "$name is not restored twice"
  [[ $(rows "$name") == "$before" ]] || fails "$name has other rows the second time"
}
each back
provision || fails 'provisioning fails after a restore'
if bash "$scratch/restore.sh" "$server" 'x"; drop' x "$scratch/short.dump" 2>/dev/null; then fails 'a name that is none is taken'; fi
"#;
