//! `socket-proxy`: the real Caddy with the generated file, between requests of every kind and a stand-in of the Docker
//! engine.

use super::{Check, CheckOutcome, Running, Subject, namespace};
use crate::{application::kind, consumer};
use anyhow::Context as _;
use camino::Utf8Path;
use stack_model::{CheckedService, catalogue::Kind};
use std::collections::BTreeSet;

pub(super) const CHECK: Check = Check {
    name: "socket-proxy",
    proves: "Caddy starts with its only capability, opens the socket of root, passes on what the clients of this environment read, as it was sent, a log line by line, and nothing else",
    needs: &["caddy", "python3", "curl", "setpriv", "ip", "namespaces"],
    run,
};

const SOCKET: &str = "unix//var/run/docker.sock";

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let (mut proxies, mut passed, mut refused) = (0, 0, 0);
    let all = subject.running(kind("socketproxy"));
    if all.is_empty() {
        return CheckOutcome::nothing_to_do("no proxy of the Docker socket runs");
    }
    for running in all {
        let requests = requests(subject, &running);
        play(&running, &requests).with_context(|| running.to_string())?;
        proxies += 1;
        passed += requests.iter().filter(|request| request.passes).count();
        refused += requests.iter().filter(|request| !request.passes).count();
    }
    CheckOutcome::proven([
        (proxies, "proxies"),
        (passed, "requests passed on"),
        (refused, "requests refused"),
    ])
}

/// A request, and whether the engine is to see it.
struct Request {
    passes: bool,
    method: &'static str,
    target: String,
    header: &'static str,
}

/// What DIUN asks: its client library, its provider, and images by name, by digest and by number.
const DIUN: &[&str] = &[
    "/_ping",
    "/version",
    "/containers/json?filters=%7B%22status%22%3A%7B%22running%22%3Atrue%7D%7D",
    "/images/redis/json",
    "/images/docker.io/library/redis:8.0.3-bookworm/json",
    "/images/registry.example:5000/team/app_x:v1@sha256:2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90/json",
    "/images/sha256:2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90/json",
];

/// What Alloy asks: its discovery, and its reader of logs.
const ALLOY: &[&str] = &[
    "/_ping",
    "/containers/json?limit=0",
    "/networks",
    "/containers/2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90/json",
    "/containers/2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90/logs?stderr=1&stdout=1&since=0&timestamps=1",
];

/// Calls that change something, and those that give out files, keys or a way in.
const FORBIDDEN: &[&str] = &[
    "/",
    "/auth",
    "/build",
    "/commit?container=x",
    "/configs",
    "/containers/create",
    "/containers/x/archive?path=/etc/shadow",
    "/containers/x/attach/ws",
    "/containers/x/changes",
    "/containers/x/exec",
    "/containers/x/export",
    "/containers/x/start",
    "/containers/x/stats",
    "/containers/x/top",
    "/debug/pprof/",
    "/distribution/redis/json",
    "/events",
    "/exec/x/json",
    "/exec/x/start",
    "/grpc",
    "/images/create?fromImage=redis",
    "/images/get",
    "/images/json",
    "/images/redis/get",
    "/images/redis/history",
    "/images/search?term=redis",
    "/info",
    "/networks/create",
    "/networks/x",
    "/nodes",
    "/plugins",
    "/secrets",
    "/services",
    "/session",
    "/swarm",
    "/system/df",
    "/tasks",
    "/volumes",
];

/// Other spellings of what may pass, and of what may not.
const TRICKS: &[&str] = &[
    "//containers/json",
    "/./containers/json",
    "/CONTAINERS/JSON",
    "/V1.47/containers/json",
    "/v2.0/containers/json",
    "/v1.47/v1.47/containers/json",
    "/v1.47//containers/json",
    "/v1.47/../containers/json",
    "/%63ontainers/json",
    "/containers%2Fjson",
    "/containers/json/",
    "/containers/json/../create",
    "/containers/json/x",
    "/containers/json%00",
    "/containers/json%0a",
    "/containers/json%3Fall=1",
    "/containers/json;all=1",
    "/containers/create?/containers/json",
    "/containers/create%3F/containers/json",
    "/containers/../images/json",
    "/containers/../secrets/json",
    "/containers/..%2Fsecrets/json",
    "/containers/.x/json",
    "/containers/x%2F..%2F..%2Fsecrets/json",
    "/images/../containers/x/json",
    "/images/a/../../containers/x/json",
    "/images/..%2fcontainers/x/json",
    "/images//json",
    "/_ping/../containers/create",
    "http://docker/containers/create",
    "http://docker//containers/json",
];

/// Every call of a kind of client.
fn asked_by(kind: Kind) -> Vec<&'static str> {
    match kind.name() {
        "diun" => DIUN.to_vec(),
        "alloy" => ALLOY.to_vec(),
        "container" => [DIUN, ALLOY].concat(),
        _ => vec!["/_ping"],
    }
}

/// The path of a call, without what is asked of it and without the name of a thing: calls that differ in no more are one.
fn shape(call: &str) -> String {
    let path = call.split('?').next().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["", first, _, .., last] => format!("/{first}/*/{last}"),
        _ => path.to_owned(),
    }
}

fn requests(subject: &Subject, running: &Running<'_>) -> Vec<Request> {
    let is_client = |service: &&CheckedService| {
        service.uses(&running.service.name) && service.runs_in(running.site.deployment)
    };
    let services = subject.stack.services_on(running.site.host);
    let mut open: BTreeSet<&str> = services.filter(is_client).flat_map(|one| asked_by(one.kind)).collect();
    open.insert("/_ping");
    let shapes: BTreeSet<String> = open.iter().map(|call| shape(call)).collect();
    let closed = [DIUN, ALLOY].concat().into_iter().filter(|call| !shapes.contains(&shape(call)));
    let closed: Vec<&str> = closed.chain(FORBIDDEN.iter().chain(TRICKS).copied()).collect();
    let mut requests = Vec::new();
    let mut add = |passes, method, target: &str, header| {
        requests.push(Request { passes, method, target: target.to_owned(), header });
    };
    for call in &open {
        for target in [(*call).to_owned(), format!("/v1.47{call}")] {
            add(true, "GET", &target, PLAIN);
            // The engine sees the method that was sent; a header does not change it.
            add(true, "GET", &target, "X-HTTP-Method-Override: POST");
            for method in ["POST", "PUT", "DELETE", "PATCH", "CONNECT", "get"] {
                add(false, method, &target, PLAIN);
            }
            for header in ["Upgrade: h2c", "Upgrade: tcp"] {
                add(false, "GET", &target, header);
            }
        }
    }
    add(true, "HEAD", "/_ping", PLAIN);
    for call in closed {
        for method in ["GET", "HEAD", "POST", "PUT", "DELETE"] {
            add(false, method, call, PLAIN);
        }
        if call.starts_with('/') {
            add(false, "GET", &format!("/v1.47{call}"), PLAIN);
        }
    }
    requests
}

/// A header that means nothing.
const PLAIN: &str = "X-Nothing: 1";

fn play(running: &Running<'_>, requests: &[Request]) -> anyhow::Result<()> {
    let caddy = consumer::find("caddy").context("caddy")?;
    let (scratch, service) = (&running.scratch, running.service);
    fs_err::create_dir_all(scratch)?;
    let generated = running.folder.join(format!("configs/{}/Caddyfile", service.name));
    consumer::run(consumer::offline(&caddy).args(["fmt", "--diff"]).arg(&generated))
        .context("it is not formatted")?;
    let text = fs_err::read_to_string(&generated)?;
    anyhow::ensure!(text.contains(SOCKET), "it does not ask {SOCKET}");
    let here = format!("unix/{scratch}/docker.sock");
    fs_err::write(scratch.join("Caddyfile"), text.replace(SOCKET, &here))?;
    fs_err::write(scratch.join("engine.py"), ENGINE)?;
    fs_err::write(scratch.join("requests"), lines(requests))?;
    let follows = requests.iter().any(|request| request.passes && request.target.contains("/logs"));
    let capabilities: String =
        service.application.capabilities.iter().map(|one| format!(",+{}", one.name.to_lowercase())).collect();
    let script = SCRIPT
        .replace("@scratch@", scratch.as_str())
        .replace("@caddy@", caddy.as_str())
        .replace("@capabilities@", &capabilities)
        .replace("@follows@", if follows { "yes" } else { "no" });
    namespace::play(&script, scratch)?;
    compare(requests, scratch)
}

fn lines(requests: &[Request]) -> String {
    let line = |one: &Request| format!("{}|{}|{}\n", one.method, one.target, one.header);
    requests.iter().map(line).collect()
}

/// Every request has its answer, and the engine saw those that pass, as they were sent, and no other.
fn compare(requests: &[Request], scratch: &Utf8Path) -> anyhow::Result<()> {
    let answers = fs_err::read_to_string(scratch.join("answers"))?;
    let statuses: Vec<&str> = answers.lines().collect();
    anyhow::ensure!(statuses.len() == requests.len(), "{} answers", statuses.len());
    let mut seen = Vec::new();
    for (request, status) in requests.iter().zip(statuses) {
        let Request { passes, method, target, header } = request;
        let wanted: &[&str] = match (passes, *method) {
            (true, _) => &["200"],
            // The server itself may already find that a request makes no sense.
            _ => &["403", "400"],
        };
        anyhow::ensure!(wanted.contains(&status), "{method} {target} ({header}): {status}");
        if *passes {
            seen.push(format!("{method} {target}"));
        }
    }
    let engine = fs_err::read_to_string(scratch.join("seen"))?;
    let engine: Vec<&str> = engine.lines().collect();
    let odd = engine.iter().zip(&seen).find(|(real, wanted)| **real != wanted.as_str());
    anyhow::ensure!(odd.is_none() && engine.len() == seen.len(), "the engine saw {odd:?}");
    Ok(())
}

/// A stand-in of the engine: it writes down what it sees, and ends a log that is followed when it is told to.
const ENGINE: &str = r#"
import http.server, os, socketserver, time

class Engine(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def answer(self):
        if "follow=1" in self.path:
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.chunk(b"first\n")
            until = time.monotonic() + 20
            while not os.path.exists("released") and time.monotonic() < until:
                time.sleep(0.05)
            self.chunk(b"second\n")
            self.chunk(b"")
            return
        with open("seen", "a") as seen:
            seen.write(f"{self.command} {self.path}\n")
        self.send_response(200)
        self.send_header("Content-Length", "3")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(b"OK\n")
    def chunk(self, data):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()
    def log_message(self, *_):
        pass

for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "CONNECT", "OPTIONS", "get"):
    setattr(Engine, "do_" + method, Engine.answer)
socketserver.ThreadingUnixStreamServer("docker.sock", Engine).serve_forever()
"#;

/// The socket has the owner and the mode that Docker gives it. The binary has the capability on its file that the image's
/// has: the kernel refuses to start such a file where the capability is not allowed.
const SCRIPT: &str = r#"
cd '@scratch@'
: >seen
: >answers
python3 engine.py >engine.log 2>&1 &
for _ in $(seq 100); do [ -S docker.sock ] && break; sleep 0.1; done
chown 0:65534 docker.sock
chmod 0660 docker.sock
cp '@caddy@' caddy
python3 -c 'import os, struct; os.setxattr("caddy", "security.capability", struct.pack("<5I", 0x02000001, 1 << 10, 0, 0, 0))'
env -i HOME="$PWD" XDG_CONFIG_HOME="$PWD/config" XDG_DATA_HOME="$PWD/data" \
  setpriv --bounding-set='-all@capabilities@' --inh-caps=-all --no-new-privs \
  "$PWD/caddy" run --config Caddyfile --adapter caddyfile >proxy.log 2>&1 &
url=http://127.0.0.1:2375
fail() { echo "$1"; tail -n 15 proxy.log engine.log; exit 1; }
for _ in $(seq 100); do curl -s -o /dev/null --max-time 2 $url/_ping && break; sleep 0.1; done
curl -sf -o /dev/null --max-time 5 $url/_ping || fail 'it does not answer'
: >seen
while IFS='|' read -r method target header; do
  how=(-X "$method")
  if [ "$method" = HEAD ]; then how=(-I); fi
  curl -s -o /dev/null --max-time 5 -w '%{http_code}\n' "${how[@]}" -H "$header" --request-target "$target" $url >>answers ||
    fail "$method $target: no answer"
done <requests
if [ '@follows@' = yes ]; then
  curl -sN --max-time 20 "$url/v1.47/containers/x/logs?follow=1" >followed &
  reader=$!
  for _ in $(seq 100); do grep -q first followed && break; sleep 0.1; done
  grep -q first followed || fail 'the first line of a log waits for its end'
  if grep -q second followed; then fail 'the log has ended too early'; fi
  touch released
  wait $reader || fail 'the log breaks off'
  grep -q second followed || fail 'the last line of a log is lost'
fi
"#;
