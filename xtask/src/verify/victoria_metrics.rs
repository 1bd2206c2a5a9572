//! `victoria-metrics`: the real store with the generated command, fed by real exporters, asked every query of Grafana.
//!
//! Alloy embeds the exporters that stand here by themselves. What the applications give over HTTP is looked for by their
//! own checks.

use super::{
    Check, CheckOutcome, Running, Subject, container, container::Container, namespace,
    postgresql::Server as Postgresql, redis::Server as Redis,
};
use crate::application::kind;
use anyhow::Context as _;
use camino::Utf8PathBuf;
use serde_json::json;
use stack_model::{CheckedService, Promql, catalogue::Kind};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const CHECK: Check = Check {
    name: "victoria-metrics",
    proves: "VictoriaMetrics starts with the generated command, takes every query of every panel and alert, and has an answer to those about the machine, PostgreSQL and Redis",
    needs: &[
        "victoria-metrics",
        "prometheus-node-exporter",
        "prometheus-postgres-exporter",
        "prometheus-redis-exporter",
        "redis-server",
        "redis-cli",
        "curl",
        "pg_lsclusters",
        "runuser",
        "ip",
        "namespaces",
    ],
    run,
};

/// Where the image keeps its data.
const DATA: &str = "/victoria-metrics-data";

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let (mut stores, mut queries, mut answers) = (0, 0, 0);
    let all = subject.running(kind("victoriametrics"));
    if all.is_empty() {
        return CheckOutcome::nothing_to_do("no VictoriaMetrics runs");
    }
    for running in all {
        let (asked, answered) =
            Stage { subject, running: &running }.play().with_context(|| running.to_string())?;
        stores += 1;
        queries += asked;
        answers += answered;
    }
    CheckOutcome::proven([(stores, "stores"), (queries, "queries taken"), (answers, "of them answered")])
}

struct Stage<'a> {
    subject: &'a Subject,
    running: &'a Running<'a>,
}

/// A query, and whether there must be an answer to it here.
struct Asked {
    expr: String,
    answered: bool,
}

impl Stage<'_> {
    /// The counts of queries, and of those that had an answer.
    fn play(&self) -> anyhow::Result<(usize, usize)> {
        let scratch = &self.running.scratch;
        fs_err::create_dir_all(scratch)?;
        let queries = self.queries();
        let mut files = String::new();
        for (index, query) in queries.iter().enumerate() {
            fs_err::write(scratch.join(format!("query-{index}")), &query.expr)?;
            files.push_str(&format!("query {index} {}\n", u8::from(query.answered)));
        }
        let mut script = format!(
            "cd '{scratch}'\nip link add watched0 type veth peer name watched1\nip link set watched0 up\n"
        );
        let mut targets = vec!["127.0.0.1:9100"];
        if let Some(lines) = self.postgresql()? {
            script.push_str(&lines);
            targets.push("127.0.0.1:9187");
        }
        if let Some(lines) = self.redis()? {
            script.push_str(&lines);
            targets.push("127.0.0.1:9121");
        }
        let scrape = json!({
            "global": { "scrape_interval": "1s" },
            "scrape_configs": [{ "job_name": "exporters", "static_configs": [{ "targets": targets }] }],
        });
        fs_err::write(scratch.join("scrape.yml"), scrape.to_string())?;
        let container = Container::read(&self.running.folder, self.running.service.name.as_str())?;
        let command = container.context("it is in no compose file")?.command;
        anyhow::ensure!(
            command.iter().any(|word| *word == format!("-storageDataPath={DATA}")),
            "its data is not where the volume is mounted"
        );
        let command = command.into_iter().map(|word| word.replace(DATA, scratch.join("data").as_str()));
        let program = container::words(std::iter::once("victoria-metrics".to_owned()).chain(command));
        script.push_str(&format!("folder='{}'\n{EXPORTER}", self.running.folder));
        script.push_str(&format!("{program} -promscrape.config=scrape.yml >store.log 2>&1 &\nstore=$!\n"));
        script.push_str(ASK);
        script.push_str(&files);
        namespace::play(&script, scratch)?;
        Ok((queries.len(), queries.iter().filter(|query| query.answered).count()))
    }

    /// Every query of every panel and alert, with times that suit a minute.
    fn queries(&self) -> Vec<Asked> {
        let resolved = self.subject.stack.resolved();
        let exporters = [kind("alloy"), kind("postgresql"), kind("redis")];
        let here: BTreeSet<&str> = resolved
            .measured()
            .into_iter()
            .filter(|service| exporters.contains(&service.kind))
            .filter_map(|service| service.application.metrics)
            .flat_map(|metrics| metrics.names().collect::<Vec<_>>())
            .filter(|name| !name.starts_with("loki_"))
            .collect();
        let known = |expr: &Promql| expr.metrics().iter().all(|metric| here.contains(metric.as_str()));
        let mut queries = BTreeMap::new();
        for grafana in resolved.services.values().filter(|service| service.kind == kind("grafana")) {
            for alert in resolved.alerts(grafana).into_values() {
                // What is absent is not there to be found.
                let answered = known(&alert.expr) && !alert.expr.as_str().starts_with("absent");
                queries.insert(alert.expr.to_string().replace("[5m]", "[10s]"), answered);
            }
            for query in resolved.dashboards(grafana).iter().flat_map(|dashboard| dashboard.queries()) {
                let expr = query.filled("10s", "30s");
                queries.insert(expr.to_string(), known(&expr));
            }
        }
        queries.into_iter().map(|(expr, answered)| Asked { expr, answered }).collect()
    }

    fn server(&self, kind: Kind) -> Option<(&CheckedService, Utf8PathBuf)> {
        let mut measured = self.subject.stack.measured();
        let service = measured.find(|service| service.kind == kind)?;
        let environment = self.running.site.environment.as_str();
        let folder = self.subject.dist.join("compose").join(environment).join(service.host().as_str());
        Some((service, folder))
    }

    /// The server with the generated files, and its exporter in the role that watches it.
    fn postgresql(&self) -> anyhow::Result<Option<String>> {
        let Some((service, folder)) = self.server(kind("postgresql")) else { return Ok(None) };
        let scratch = self.running.scratch.join("postgresql");
        let server = Postgresql::prepare(self.subject, service, &folder, &scratch)?;
        let monitor = server.monitors.first().context("no collector reads it")?;
        let address = server.address([&monitor.client]).context("its collector shares no network with it")?;
        let password = container::secret(monitor.password().variable().as_str());
        Ok(Some(format!(
            "{}DATA_SOURCE_NAME='postgresql://{}:{password}@{address}:5432/postgres?sslmode=disable' \
             prometheus-postgres-exporter --web.listen-address=127.0.0.1:9187 >postgres-exporter.log 2>&1 &\n",
            server.start(),
            monitor.role,
        )))
    }

    fn redis(&self) -> anyhow::Result<Option<String>> {
        let Some((service, folder)) = self.server(kind("redis")) else { return Ok(None) };
        let server = Redis::prepare(service, &folder, &self.running.scratch.join("redis"))?;
        let password = "a-password-of-the-test_1";
        Ok(Some(format!(
            "{}REDIS_PASSWORD={password} prometheus-redis-exporter -redis.addr redis://127.0.0.1:6379 \
             -web.listen-address 127.0.0.1:9121 >redis-exporter.log 2>&1 &\n",
            server.start(password),
        )))
    }
}

/// The veth gives the machine a network besides the loopback.
/// What the dumps write has the names that their script prints, and a value for each.
const EXPORTER: &str = r#"
mkdir -p metrics
if [ -e "$folder/pre-backup.sh" ]; then
  grep -o 'stack_dump_[a-z_]*{' "$folder/pre-backup.sh" | sort -u | sed 's/$/artefact="a"} 1/' >metrics/dumps.prom
fi
prometheus-node-exporter --web.listen-address=127.0.0.1:9100 --collector.textfile.directory="$PWD/metrics" >node-exporter.log 2>&1 &
"#;

/// A query has an answer, or is at least understood.
const ASK: &str = r#"
fail() { echo "$1"; tail -n 15 store.log; exit 1; }
for _ in $(seq 100); do curl -sf -m 2 -o /dev/null http://127.0.0.1:8428/health && break; sleep 0.1; done
kill -0 $store 2>/dev/null || fail 'the store does not start'
ask() { curl -s -m 10 -o answer --data-urlencode "query@query-$1" --data-urlencode nocache=1 http://127.0.0.1:8428/api/v1/query; }
query() {
  local index=$1 wanted=$2
  for _ in $(seq 60); do
    ask "$index" && grep -q '"status":"success"' answer || fail "$(cat "query-$index") is refused: $(head -c 300 answer)"
    if [ "$wanted" = 0 ] || grep -q '"result":\[{' answer; then return; fi
    sleep 0.5
  done
  fail "$(cat "query-$index") has no answer"
}
"#;
