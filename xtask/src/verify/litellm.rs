//! `litellm`: the real proxy with the generated file and environment, beside the real Redis.

use super::{
    Check, CheckOutcome, Subject,
    container::{self, Container},
    metrics, namespace,
    redis::Server,
};
use crate::{application::kind, consumer};
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};
use stack_model::{
    CheckedService, ModelName,
    catalogue::applications::litellm::{Alerting, LitellmSettings},
};
use std::collections::BTreeSet;

pub(super) const CHECK: Check = Check {
    name: "litellm",
    proves: "LiteLLM starts with the generated file, serves the models of the stack to holders of the key, caches in its database of Redis, falls back, alerts, and has the budgets of the stack; it does not start with the specification's form of fallbacks",
    needs: &["litellm", "redis-server", "redis-cli", "curl", "ip", "namespaces"],
    run,
};

/// Where the image keeps the folder that is mounted.
const IN_IMAGE: &str = "/app/config";

/// Where alerts go to instead of the URLs of the stack.
const RECEIVER: &str = "http://127.0.0.1:9400";

/// A proxy that is to be started.
struct Stage<'a> {
    settings: &'a LitellmSettings,
    container: Container,
    redis: Option<Server>,
    /// The database of the cache.
    index: u8,
    scratch: Utf8PathBuf,
    /// The metrics that alerts and dashboards read.
    metrics: BTreeSet<String>,
    /// The names that the containers know each other by.
    names: String,
}

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let (mut proxies, mut models, mut caches, mut fallbacks, mut refused) = (0, 0, 0, 0, 0);
    let (mut alerts, mut budgets) = (0, 0);
    if subject.running(kind("litellm")).is_empty() {
        return CheckOutcome::nothing_to_do("no LiteLLM runs");
    }
    for (environment, host, folder) in subject.targets() {
        for service in subject.stack.services().filter(|s| s.kind == kind("litellm")) {
            let Some(container) = Container::read(&folder, service.name.as_str())? else { continue };
            let Some(settings) = service.settings_of::<LitellmSettings>() else { continue };
            let scratch = subject.scratch.join(format!("{environment}-{host}-{}", service.name));
            fs_err::create_dir_all(&scratch)?;
            let config = folder.join(format!("configs/{}/litellm_config.yaml", service.name));
            fs_err::copy(&config, scratch.join("litellm_config.yaml"))?;
            let redis = redis(subject, service, &environment, &scratch)?;
            let names = subject.stack.resolved().services.keys().map(ToString::to_string);
            let names = names.collect::<Vec<_>>().join(" ");
            let keys = service.edges.iter().find_map(|edge| edge.keys);
            let index = keys.map_or(0, |keys| keys.index.get());
            let metrics = metrics::read_of(subject, service.kind);
            let stage = Stage { settings, container, redis, index, scratch, metrics, names };
            let at = || format!("{environment}/{host}");
            stage.start().with_context(at)?;
            if stage.falls_back().next().is_some() {
                stage.start_as_specified(&config).with_context(at)?;
                refused += 1;
            }
            proxies += 1;
            caches += usize::from(stage.redis.is_some());
            models += settings.models.len();
            fallbacks += stage.falls_back().count();
            alerts += stage.alerts().count();
            budgets += settings.provider_budgets.len();
        }
    }
    // The database's engine is no package: it would be fetched at the start.
    CheckOutcome::proven([
        (proxies, "proxies start (without a database: its engine cannot be had)"),
        (models, "models listed"),
        (caches, "proxies answer from their cache"),
        (fallbacks, "models answer from their fallback"),
        (alerts, "alerts arrive"),
        (budgets, "providers have a budget"),
        (refused, "starts refused with the specification's form"),
    ])
}

/// The cache of a proxy: on the machine of the same environment where it runs.
fn redis(
    subject: &Subject,
    service: &CheckedService,
    environment: &str,
    scratch: &Utf8Path,
) -> anyhow::Result<Option<Server>> {
    let mut servers = subject.stack.servers_of(service).map(|(_, server)| server);
    let Some(server) = servers.find(|server| server.kind == kind("redis")) else { return Ok(None) };
    for (_, _, folder) in subject.targets().into_iter().filter(|(name, _, _)| name == environment) {
        if folder.join(format!("configs/{}", server.name)).exists() {
            return Server::prepare(server, &folder, &scratch.join("redis")).map(Some);
        }
    }
    anyhow::bail!("{} runs nowhere in {environment}", server.name)
}

impl Stage<'_> {
    /// The models that have a fallback, each with the first one.
    fn falls_back(&self) -> impl Iterator<Item = (String, String)> {
        self.settings.models.iter().filter_map(|(name, model)| {
            Some((name.to_string(), model.fallback.first().map(ToString::to_string)?))
        })
    }

    /// Words for bash that start the proxy with a file of the scratch folder.
    fn program(&self, config: &str) -> String {
        let programs = consumer::LITELLM.folder().join("bin");
        let mounted = format!("{IN_IMAGE}/litellm_config.yaml");
        let replace = |word: &String| if *word == mounted { config.to_owned() } else { word.clone() };
        let command = [programs.join("litellm").into_string()].into_iter();
        let command = container::words(command.chain(self.container.command.iter().map(replace)));
        let mut container =
            Container { environment: self.container.environment.clone(), command: Vec::new() };
        container.environment.retain(|name, _| !name.starts_with("DATABASE_"));
        for (_, variable) in self.alerts() {
            if let Some(url) = container.environment.get_mut(variable) {
                *url = format!("{RECEIVER}/{variable}");
            }
        }
        format!("{} {command}", container.env(&self.scratch.join("home"), &programs))
    }

    /// Starts the proxy with the generated file, and asks it.
    fn start(&self) -> anyhow::Result<()> {
        let mut script = self.opening();
        if let Some(redis) = &self.redis {
            script.push_str(&redis.start(self.container.variable("REDIS_PASSWORD")?));
        }
        let key = self.container.variable("LITELLM_MASTER_KEY")?;
        script.push_str(&format!(
            "key='Authorization: Bearer {key}'\n{} >proxy.log 2>&1 &\n",
            self.program("litellm_config.yaml")
        ));
        script.push_str(&format!("receiver='{}'\n", consumer::LITELLM.folder().join("bin/python3")));
        script.push_str(ASK);
        if let (Some(_), Some(model)) = (&self.redis, self.settings.models.keys().next()) {
            let question = question(model.as_str(), "mock_response", &json!("canned"));
            script.push_str(&format!("healthy_cache\ncached {question}\nonly_in {}\n", self.index));
        }
        for (name, fallback) in self.falls_back() {
            let question = question(&name, "mock_testing_fallbacks", &json!(true));
            script.push_str(&format!("from_fallback '{name}' '{fallback}' {question}\n"));
        }
        for (service, variable) in self.alerts() {
            script.push_str(&format!("alerted {service} {variable}\n"));
        }
        if !self.settings.provider_budgets.is_empty() {
            script.push_str("ask 200 /provider/budgets -H \"$key\"\ncp body budgets.json\n");
        }
        script.push_str(METRICS);
        namespace::play(&script, &self.scratch)?;
        metrics::ensure_given(&self.scratch.join("metrics.txt"), &self.metrics)?;
        self.has_budgets()?;
        let listed: Value = serde_json::from_str(&fs_err::read_to_string(self.scratch.join("models.json"))?)?;
        let listed = listed["data"].as_array().context("no list of models")?;
        let listed: BTreeSet<_> = listed.iter().filter_map(|model| model["id"].as_str()).collect();
        let wanted: BTreeSet<_> = self.settings.models.keys().map(ModelName::as_str).collect();
        anyhow::ensure!(listed == wanted, "it lists {listed:?}, not {wanted:?}");
        Ok(())
    }

    /// The ways in which it alerts: the name of each, and the variable that holds its URL.
    fn alerts(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let ways = self.settings.alerting.iter().flat_map(Alerting::ways);
        ways.map(|(_, name, variable, _)| (name, variable))
    }

    /// Whether the budgets that the proxy lists are those of the stack.
    fn has_budgets(&self) -> anyhow::Result<()> {
        if self.settings.provider_budgets.is_empty() {
            return Ok(());
        }
        let listed: Value =
            serde_json::from_str(&fs_err::read_to_string(self.scratch.join("budgets.json"))?)?;
        let listed = listed["providers"].as_object().context("no list of budgets")?;
        anyhow::ensure!(
            listed.len() == self.settings.provider_budgets.len(),
            "it has the budgets {listed:?}"
        );
        for (provider, budget) in &self.settings.provider_budgets {
            let given = listed.get(provider.as_str()).and_then(|given| given["budget_limit"].as_f64());
            anyhow::ensure!(given == Some(budget.usd), "it has the budget {given:?} for {provider}");
        }
        Ok(())
    }

    /// Starts the proxy with fallbacks as the specification writes them, which must fail.
    fn start_as_specified(&self, config: &Utf8Path) -> anyhow::Result<()> {
        let mut document: Value = serde_yaml::from_str(&fs_err::read_to_string(config)?)?;
        let fallbacks =
            self.falls_back().map(|(name, fallback)| json!({ "model": name, "fallback": [fallback] }));
        let settings = document.get_mut("router_settings").context("no router_settings")?;
        settings["fallbacks"] = fallbacks.collect();
        // JSON is YAML, too.
        fs_err::write(self.scratch.join("specified.yaml"), document.to_string())?;
        let mut script = self.opening();
        script.push_str(&format!(
            "status=0\ntimeout 60 {} >specified.log 2>&1 || status=$?\n",
            self.program("specified.yaml")
        ));
        script.push_str(REFUSED);
        namespace::play(&script, &self.scratch)?;
        Ok(())
    }

    /// A home, and the names of the other containers.
    fn opening(&self) -> String {
        format!(
            "cd '{}'\nmkdir -p home\necho '127.0.0.1 localhost {}' >hosts\nmount --bind hosts /etc/hosts\n",
            self.scratch, self.names
        )
    }
}

/// A request, as words of curl. No provider is asked: the proxy makes the answer up itself.
fn question(model: &str, mock: &str, value: &Value) -> String {
    let mut body = json!({
        "model": model,
        "messages": [{ "role": "user", "content": format!("{mock} of {model}") }],
        "mock_response": "canned",
    });
    body[mock] = value.clone();
    container::words(["-H", "Content-Type: application/json", "-d", &body.to_string()].map(str::to_owned))
}

const ASK: &str = r#"
proxy=$!
fail() { echo "$1"; tail -n 25 proxy.log; exit 1; }
ask() {
  local wanted=$1 path=$2 given
  shift 2
  given=$(curl -s -m 30 -o body -D head -w '%{http_code}' "$@" "http://127.0.0.1:4000$path") || given='nothing'
  [ "$given" = "$wanted" ] || fail "$path answers $given, not $wanted: $(head -c 300 body)"
}
for _ in $(seq 150); do
  curl -sf -m 2 -o /dev/null http://127.0.0.1:4000/health/readiness && break
  kill -0 $proxy 2>/dev/null || fail 'it does not start'
  sleep 0.3
done
ask 200 /health/readiness
ask 401 /v1/models
ask 200 /v1/models -H "$key"
cp body models.json
ask 200 /metrics/
healthy_cache() {
  ask 200 /cache/ping -H "$key"
  grep -q '"status": *"healthy"' body || fail 'the cache is not healthy'
}
# The answer is written to the cache after it was given.
cached() {
  ask 200 /v1/chat/completions -H "$key" "$@"
  if grep -qi '^x-litellm-cache-key:' head; then fail 'the first answer comes from the cache'; fi
  for _ in $(seq 20); do
    ask 200 /v1/chat/completions -H "$key" "$@"
    grep -qi '^x-litellm-cache-key:' head && return
    sleep 0.2
  done
  fail 'no answer comes from the cache'
}
# Who is told of it writes down the path that was asked for.
cat >receiver.py <<'EOF'
import http.server
class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers['content-length'])).decode()
        with open('told.log', 'a') as log:
            log.write(self.path + ' ' + body + chr(10))
        self.send_response(200)
        self.end_headers()
    def log_message(self, *_):
        pass
http.server.ThreadingHTTPServer(('127.0.0.1', 9400), Receiver).serve_forever()
EOF
alerted() {
  if [ -z "${listens:-}" ]; then
    "$receiver" receiver.py >receiver.log 2>&1 &
    listens=1
    for _ in $(seq 50); do if (exec 3<>/dev/tcp/127.0.0.1/9400) 2>/dev/null; then break; fi; sleep 0.1; done
  fi
  ask 200 "/health/services?service=$1" -H "$key"
  for _ in $(seq 150); do
    if grep -q "^/$2 " told.log 2>/dev/null; then return; fi
    sleep 0.1
  done
  fail "$1 is not told: $(cat told.log receiver.log 2>/dev/null)"
}
only_in() {
  local databases
  databases=$(redis-cli -h 127.0.0.1 info keyspace | sed -n 's/^db\([0-9]*\):.*/\1/p' | tr '\n' ' ')
  [ "$databases" = "$1 " ] || fail "its keys are in the databases $databases, not in $1"
}
from_fallback() {
  local model=$1 fallback=$2
  shift 2
  ask 200 /v1/chat/completions -H "$key" "$@"
  grep -qi '^x-litellm-attempted-fallbacks: 1' head || fail "$model does not fall back: $(cat head)"
  grep -qi "^x-litellm-model-group: $fallback"$'\r' head || fail "$model does not fall back to $fallback: $(cat head)"
}
"#;

/// A question that fails counts as one.
const METRICS: &str = r#"
curl -s -m 30 -o body -H "$key" -H 'Content-Type: application/json' \
  -d '{"model":"nobody","messages":[{"role":"user","content":"x"}]}' http://127.0.0.1:4000/v1/chat/completions
for _ in $(seq 20); do
  ask 200 /metrics/
  grep -q '^litellm_proxy_failed_requests_metric_total' body && break
  sleep 0.3
done
cp body metrics.txt
"#;

const REFUSED: &str = r#"
[ $status -ne 0 ] && [ $status -ne 124 ] || { echo "it starts with the specification's form: $status"; exit 1; }
grep -q 'must have exactly one key' specified.log || { echo 'it fails for another reason'; tail -n 25 specified.log; exit 1; }
"#;
