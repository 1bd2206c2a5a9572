//! `crowdsec`: the real detector reads the access log that the real Caddy wrote.

use super::{Check, Subject, caddy_behaviour, namespace};
use crate::consumer;
use anyhow::Context as _;
use camino::Utf8Path;
use serde_json::Value;
use stack_model::catalogue::Kind;

pub(super) const CHECK: Check = Check {
    name: "crowdsec",
    proves: "CrowdSec parses the access log that Caddy writes, and raises an alert on a scan from outside; as a log of nginx it is not parsed",
    needs: &["crowdsec", "caddy", "curl", "openssl", "ip", "namespaces"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<String> {
    let (mut logs, mut without) = (0, 0);
    for running in subject.running(Kind::Caddy) {
        let Some(log) = caddy_behaviour::scanned(subject, &running).with_context(|| running.to_string())?
        else {
            without += 1;
            continue;
        };
        let folder = running.scratch.join("crowdsec");
        detect(&log, &folder).with_context(|| running.to_string())?;
        logs += 1;
    }
    Ok(format!("{logs} logs parsed, the scanner found in each ({without} proxies pass every page on)"))
}

fn detect(log: &Utf8Path, folder: &Utf8Path) -> anyhow::Result<()> {
    fs_err::create_dir_all(folder)?;
    let script = format!(
        "cd '{folder}'\nroot='{}'\nlog='{log}'\nexport PATH=$root/usr/bin:$PATH\n{SCRIPT}",
        consumer::CROWDSEC.folder()
    );
    namespace::play(&script, folder)?;
    let alerts: Value = serde_json::from_str(&fs_err::read_to_string(folder.join("alerts.json"))?)?;
    let alerts = alerts.as_array().context("no list of alerts")?;
    let scan = |alert: &&Value| alert["scenario"] == "crowdsecurity/http-probing";
    let alert = alerts.iter().find(scan).context("no alert tells of the scan")?;
    let source = &alert["source"]["value"];
    anyhow::ensure!(source == caddy_behaviour::OUTSIDE, "the scan is said to come from {source}");
    Ok(())
}

/// The detector with its local API on the loopback, no central one, and the parsers and the scenario of its own hub.
const SCRIPT: &str = r#"
fail() { echo "$1"; tail -n 15 crowdsec.log | cut -c 1-400; exit 1; }
hub=$root/usr/share/crowdsec/hub
mkdir -p etc/parsers/s00-raw etc/parsers/s01-parse etc/parsers/s02-enrich etc/scenarios etc/postoverflows \
  etc/notifications etc/plugins data
ln -sf "$hub"/parsers/s00-raw/crowdsecurity/syslog-logs.yaml etc/parsers/s00-raw/
ln -sf "$hub"/parsers/s01-parse/crowdsecurity/{caddy,nginx}-logs.yaml etc/parsers/s01-parse/
ln -sf "$hub"/parsers/s02-enrich/crowdsecurity/{dateparse-enrich,http-logs}.yaml etc/parsers/s02-enrich/
ln -sf "$hub"/scenarios/crowdsecurity/http-probing.yaml etc/scenarios/
cp -r "$root"/etc/crowdsec/patterns "$root"/etc/crowdsec/profiles.yaml "$root"/etc/crowdsec/simulation.yaml etc/
: >access.log
: >etc/api.yaml
cat >acquis.yaml <<END
filename: $PWD/access.log
labels: { type: caddy }
END
cat >config.yaml <<END
common: { daemonize: false, log_media: stdout, log_level: info, working_dir: . }
config_paths:
  config_dir: $PWD/etc
  data_dir: $PWD/data
  simulation_path: $PWD/etc/simulation.yaml
  hub_dir: $hub
  index_path: $hub/.index.json
  notification_dir: $PWD/etc/notifications
  plugin_dir: $PWD/etc/plugins
crowdsec_service: { enable: true, acquisition_path: $PWD/acquis.yaml, parser_routines: 1 }
cscli: { output: json }
db_config: { type: sqlite, db_path: $PWD/data/crowdsec.db, use_wal: false }
api:
  client: { insecure_skip_verify: false, credentials_path: $PWD/etc/api.yaml }
  server: { enable: true, listen_uri: "127.0.0.1:8081", profiles_path: $PWD/etc/profiles.yaml, log_level: info }
prometheus: { enabled: false }
END
cli() { cscli -c "$PWD/config.yaml" "$@"; }
cli machines add stackwright --auto --file etc/api.yaml --url http://127.0.0.1:8081 >machine.log 2>&1 || { cat machine.log; exit 1; }
crowdsec -c "$PWD/config.yaml" >crowdsec.log 2>&1 &
for _ in $(seq 100); do grep -q 'Starting processing data' crowdsec.log && break; sleep 0.2; done
grep -q 'Starting processing data' crowdsec.log || fail 'it does not start'
for type in caddy nginx; do cli explain --file "$log" --type $type >$type.txt 2>&1 || fail "it cannot explain a log of $type"; done
grep -q 'parser success' caddy.txt || fail 'no line is parsed as one of Caddy'
if grep -q 'parser failure' caddy.txt; then fail 'a line is not parsed as one of Caddy'; fi
if grep -q 'parser success' nginx.txt; then fail 'a line is parsed as one of nginx'; fi
cat "$log" >>access.log
for _ in $(seq 100); do
  cli alerts list -o json >alerts.json 2>/dev/null || true
  grep -q http-probing alerts.json && break
  sleep 0.3
done
grep -q http-probing alerts.json || fail 'no alert tells of the scan'
"#;
