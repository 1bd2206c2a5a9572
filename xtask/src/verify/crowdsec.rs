//! `crowdsec`: the real detector reads the access log that the real Caddy wrote, as the role `hardening` tells it to.

use super::{Check, CheckOutcome, Running, Subject, caddy_behaviour, namespace};
use crate::{application::kind, consumer};
use anyhow::Context as _;
use camino::Utf8Path;
use serde_json::Value;

use std::collections::BTreeSet;

pub(super) const CHECK: Check = Check {
    name: "crowdsec",
    proves: "with the files of the role `hardening` CrowdSec parses the access log that Caddy writes, and raises an alert on a scan from outside and none on the same from the VPN; as a log of nginx it is not parsed",
    needs: &["crowdsec", "caddy", "curl", "openssl", "ip", "namespaces"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let (mut logs, mut without, mut spared) = (0, 0, 0);
    let members = members(subject);
    let proxies = subject.running(kind("caddy"));
    if proxies.is_empty() {
        return CheckOutcome::nothing_to_do("no Caddy runs");
    }
    for running in &proxies {
        let Some(log) = caddy_behaviour::scanned(subject, running).with_context(|| running.to_string())?
        else {
            without += 1;
            continue;
        };
        let stage = Stage { subject, running, log: &log, members: &members };
        let outside = BTreeSet::from([caddy_behaviour::OUTSIDE.to_owned()]);
        let seen = stage.scanners(true).with_context(|| running.to_string())?;
        anyhow::ensure!(seen == outside, "{running}: the scans are said to come from {seen:?}");
        if !members.is_empty() {
            // Without the list of members their scans are found: it is the list that spares them.
            let all: BTreeSet<String> = outside.into_iter().chain(members.iter().cloned()).collect();
            let seen = stage.scanners(false).with_context(|| running.to_string())?;
            anyhow::ensure!(seen == all, "{running}: without the list, {seen:?} are found");
            spared += members.len();
        }
        logs += 1;
    }
    if without == proxies.len() {
        return CheckOutcome::nothing_to_do("each Caddy passes every page on to an application");
    }
    CheckOutcome::proven([
        (logs, "logs parsed, the scanner found in each"),
        (spared, "members of the VPN spared"),
    ])
}

/// An address of each range of the VPN.
fn members(subject: &Subject) -> Vec<String> {
    let ranges = subject.stack.access().vpn.iter().flat_map(|vpn| &vpn.ranges);
    let member = |range: String| {
        let network = range.split('/').next().unwrap_or_default().to_owned();
        match network.rsplit_once('.') {
            Some((head, _)) => format!("{head}.5"),
            None => format!("{network}5"),
        }
    };
    ranges.map(ToString::to_string).map(member).collect()
}

/// A detector on one machine, with the log of its proxy.
struct Stage<'a> {
    subject: &'a Subject,
    running: &'a Running<'a>,
    log: &'a Utf8Path,
    members: &'a [String],
}

impl Stage<'_> {
    /// Who is found to have scanned, after the same scan from each member and then from outside.
    fn scanners(&self, spare: bool) -> anyhow::Result<BTreeSet<String>> {
        let folder = self.running.scratch.join(if spare { "crowdsec" } else { "crowdsec-without-list" });
        fs_err::create_dir_all(&folder)?;
        let role = self.subject.dist.join("ansible/roles/hardening");
        let log = folder.join(self.mounted()?).join("access.log");
        fs_err::create_dir_all(log.parent().context("the log is in a folder")?)?;
        let template = fs_err::read_to_string(role.join("templates/crowdsec-caddy.yaml.j2"))?;
        fs_err::write(folder.join("acquis.yaml"), self.fill(&template, &folder)?)?;
        let line = fs_err::read_to_string(self.log)?;
        let sources = self.members.iter().map(String::as_str).chain([caddy_behaviour::OUTSIDE]);
        let scans: String = sources.map(|source| line.replace(caddy_behaviour::OUTSIDE, source)).collect();
        fs_err::write(folder.join("scans.log"), scans)?;
        let list = if spare { role.join("files/crowdsec-vpn.yaml") } else { "/dev/null".into() };
        let script = format!(
            "cd '{folder}'\nroot='{}'\nlog='{}'\naccess='{log}'\nlist='{list}'\nexport PATH=$root/usr/bin:$PATH\n{SCRIPT}",
            consumer::CROWDSEC.folder(),
            self.log
        );
        namespace::play(&script, &folder)?;
        let alerts: Value = serde_json::from_str(&fs_err::read_to_string(folder.join("alerts.json"))?)?;
        let alerts = alerts.as_array().context("no list of alerts")?;
        let scans = alerts.iter().filter(|alert| alert["scenario"] == "crowdsecurity/http-probing");
        Ok(scans.filter_map(|alert| alert["source"]["value"].as_str().map(str::to_owned)).collect())
    }

    /// Where the machine has the folder that the proxy writes its log to, by the compose file.
    fn mounted(&self) -> anyhow::Result<String> {
        let text = fs_err::read_to_string(self.running.folder.join("docker-compose.yml"))?;
        let file: Value = serde_yaml::from_str(&text)?;
        let mounts = file["services"][self.running.service.name.as_str()]["volumes"].as_array();
        let mount = mounts.into_iter().flatten().find(|mount| mount["target"] == "/var/log/caddy");
        let source = mount.and_then(|mount| mount["source"].as_str()).context("no log is mounted")?;
        Ok(source.trim_start_matches("./").to_owned())
    }

    /// The template with the machine's variables, for a stack that lies in `folder`.
    fn fill(&self, template: &str, folder: &Utf8Path) -> anyhow::Result<String> {
        let text = fs_err::read_to_string(self.subject.dist.join("ansible/inventory/hosts.yml"))?;
        let inventory: Value = serde_yaml::from_str(&text)?;
        let site = &self.running.site;
        let group = &inventory["all"]["children"][site.environment.identifier()]["hosts"];
        let machine = &group[format!("{}.{}", site.environment, site.host)];
        let logs = machine["hardening_proxy_logs"].as_str().context("the machine has no folder of logs")?;
        let text =
            template.replace("{{ stack_dir }}", folder.as_str()).replace("{{ hardening_proxy_logs }}", logs);
        anyhow::ensure!(!text.contains("{{"), "a variable is not known here: {text}");
        Ok(text)
    }
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
: >"$access"
: >etc/api.yaml
[ "$list" = /dev/null ] || cp "$list" etc/parsers/s02-enrich/stackwright-vpn.yaml
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
# The scan from outside is the last: when it is found, the others have been read.
cat scans.log >>"$access"
for _ in $(seq 100); do
  cli alerts list -o json >alerts.json 2>/dev/null || true
  grep -q "198.51.100.7" alerts.json && break
  sleep 0.3
done
grep -q http-probing alerts.json || fail 'no alert tells of the scan'
# What was found before it may be told a little later.
sleep 2
cli alerts list -o json >alerts.json
"#;
