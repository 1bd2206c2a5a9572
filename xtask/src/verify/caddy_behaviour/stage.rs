//! A network namespace with no way out, in which the real Caddy meets stand-ins of its upstreams.

use super::{
    super::{Subject, caddy_validate::copy_without_modules},
    expectation::{Request, Vantage, stand_in},
};
use crate::consumer;
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use stack_model::{CheckedStack, ServiceName, Site};
use std::{collections::BTreeSet, fmt::Write as _, process::Command};

/// An answer.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: String,
    /// The header `Alt-Svc`, which tells of HTTP/3 or takes it back.
    pub(super) alternative: String,
}

/// Addresses of the namespace: a member of the first VPN range is made from it, the other is of TEST-NET-2 (RFC 5737).
pub(crate) const OUTSIDE: &str = "198.51.100.7";

/// Starts Caddy on the generated files, asks every request in turn, stops it.
pub(super) fn play(
    subject: &Subject,
    site: &Site<'_>,
    folder: &Utf8Path,
    scratch: &Utf8Path,
    requests: &[Request],
) -> anyhow::Result<Vec<Answer>> {
    let caddy = consumer::find("caddy").context("caddy")?;
    let names: BTreeSet<&str> = requests.iter().map(|request| request.host.as_str()).collect();
    let caddyfile = set(subject, site, folder, scratch, &names, &[])?;
    fs_err::write(scratch.join("requests"), request_lines(requests))?;
    let script = SCRIPT
        .replace("@caddy@", caddy.as_str())
        .replace("@scratch@", scratch.as_str())
        .replace("@caddyfile@", caddyfile.as_str())
        .replace("@inside@", &inside(&subject.stack))
        .replace("@outside@", OUTSIDE);
    fs_err::write(scratch.join("stage.sh"), script)?;
    let mut command = Command::new("unshare");
    command.args(["--net", "--mount", "--", "bash"]).arg(scratch.join("stage.sh"));
    consumer::run(&mut command)?;
    let answers = fs_err::read_to_string(scratch.join("answers"))?;
    let answers: Vec<Answer> = answers.lines().map(parse).collect();
    anyhow::ensure!(
        answers.len() == requests.len(),
        "{} requests got {} answers",
        requests.len(),
        answers.len()
    );
    Ok(answers)
}

/// Writes what the stage needs: a certificate for every name, the generated Caddyfile without modules, whose path is
/// returned, the stand-ins of its upstreams, and the names that lead to them.
pub(crate) fn set(
    subject: &Subject,
    site: &Site<'_>,
    folder: &Utf8Path,
    scratch: &Utf8Path,
    names: &BTreeSet<&str>,
    manners: &[Manners<'_>],
) -> anyhow::Result<Utf8PathBuf> {
    fs_err::create_dir_all(scratch)?;
    make_certificate(scratch, names)?;
    let tls = format!("tls {scratch}/cert.pem {scratch}/key.pem");
    let caddyfile = copy_without_modules(folder, &scratch.join("edge"), &tls)?;
    let (upstreams, hosts) = stand_ins(subject, site, manners);
    fs_err::write(scratch.join("upstreams"), upstreams)?;
    fs_err::write(scratch.join("hosts"), hosts)?;
    Ok(caddyfile)
}

/// How the stand-in of a service answers, beyond its own word.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Manners<'a> {
    /// With 401, where a path ends so.
    Locked(&'a ServiceName, &'a str),
    /// With this word in every answer.
    Says(&'a ServiceName, &'a str),
    /// Not at all.
    Dead(&'a ServiceName),
    /// With less than it announces.
    Breaks(&'a ServiceName),
}

/// The first usable address of the VPN's first IPv4 range.
pub(crate) fn inside(stack: &CheckedStack) -> String {
    let vpn = stack.access().vpn.as_ref();
    let range = vpn.and_then(|vpn| vpn.ranges.iter().find(|range| range.is_ipv4()));
    let network = range.map_or_else(|| "192.0.2.0".into(), ToString::to_string);
    let network = network.split('/').next().unwrap_or_default();
    let octets: Vec<&str> = network.split('.').collect();
    format!("{}.{}.{}.5", octets[0], octets[1], octets[2])
}

fn make_certificate(scratch: &Utf8Path, names: &BTreeSet<&str>) -> anyhow::Result<()> {
    let names = names.iter().map(|name| format!("DNS:{name}")).collect::<Vec<_>>().join(",");
    let mut command = Command::new("openssl");
    command.args([
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
    ]);
    command.args(["-subj", "/CN=stackwright", "-addext", &format!("subjectAltName={names}")]);
    command.arg("-keyout").arg(scratch.join("key.pem")).arg("-out").arg(scratch.join("cert.pem"));
    consumer::run(&mut command).context("making a certificate")?;
    Ok(())
}

/// A Caddyfile in which every upstream has an address and a word of its own, and the names that lead there.
fn stand_ins(subject: &Subject, site: &Site<'_>, manners: &[Manners<'_>]) -> (String, String) {
    let mut upstreams = String::from("{\n\tadmin off\n\tauto_https off\n}\n");
    let mut hosts = String::from("127.0.0.1 localhost\n");
    for (index, service) in subject.stack.services_on(site.host).enumerate() {
        let Some(port) = service.listens.filter(|_| service.kind != stack_model::catalogue::Kind::Caddy)
        else {
            continue;
        };
        let address = format!("127.0.1.{}", index + 1);
        let _ = writeln!(hosts, "{address} {}", service.name);
        let mut locked = String::new();
        let mut word = stand_in(service);
        let (mut dead, mut breaks) = (false, "");
        for (index, manner) in manners.iter().enumerate() {
            match manner {
                Manners::Locked(name, path) if **name == service.name => {
                    let _ = writeln!(locked, "\t@locked{index} path *{path}\n\trespond @locked{index} 401");
                }
                Manners::Says(name, piece) if **name == service.name => word.push_str(piece),
                Manners::Dead(name) if **name == service.name => dead = true,
                Manners::Breaks(name) if **name == service.name => {
                    breaks = "\theader Content-Length 100000\n";
                }
                Manners::Locked(..) | Manners::Says(..) | Manners::Dead(_) | Manners::Breaks(_) => {}
            }
        }
        if !dead {
            let _ = writeln!(
                upstreams,
                "http://:{port} {{\n\tbind {address}\n{breaks}{locked}\trespond `{word}` 200\n}}"
            );
        }
    }
    (upstreams, hosts)
}

fn request_lines(requests: &[Request]) -> String {
    let line = |request: &Request| {
        let vantage = match request.vantage {
            Vantage::Inside => "inside",
            Vantage::Outside => "outside",
            Vantage::Pretender => "pretender",
        };
        format!("{vantage} {} {}\n", request.host, request.path)
    };
    requests.iter().map(line).collect()
}

fn parse(line: &str) -> Answer {
    let (status, rest) = line.split_once(' ').unwrap_or((line, ""));
    let (alternative, body) = rest.split_once('\t').unwrap_or((rest, ""));
    Answer { status: status.parse().unwrap_or(0), body: body.into(), alternative: alternative.into() }
}

/// Runs in the namespace. It ends by itself: every wait and every request is bounded, and it kills what it started.
const SCRIPT: &str = r#"set -euo pipefail
cd '@scratch@'
export HOME='@scratch@' CADDY_LOG_DIR='@scratch@/logs'
unset XDG_CONFIG_HOME XDG_DATA_HOME
ip link set lo up
ip addr add '@inside@/32' dev lo
ip addr add '@outside@/32' dev lo
mount --bind '@scratch@/hosts' /etc/hosts
'@caddy@' run --config upstreams --adapter caddyfile >upstreams.log 2>&1 &
upstreams=$!
'@caddy@' run --config '@caddyfile@' --adapter caddyfile >edge.log 2>&1 &
edge=$!
trap 'kill $upstreams $edge 2>/dev/null; wait' EXIT
for _ in $(seq 100); do
  if curl --silent --output /dev/null --max-time 2 http://127.0.0.1:8080/health; then break; fi
  sleep 0.1
done
curl --silent --fail --output /dev/null --max-time 5 http://127.0.0.1:8080/health || { cat edge.log; exit 1; }
while read -r vantage host path; do
  header=()
  address='@outside@'
  case $vantage in
    inside) address='@inside@' ;;
    pretender) header=(--header 'X-Forwarded-For: @inside@' --header 'X-Real-IP: @inside@') ;;
  esac
  answer=$(curl --silent --insecure --path-as-is --max-time 10 --interface "$address" "${header[@]}" \
    --resolve "$host:443:127.0.0.1" --write-out '\n%{http_code} %header{alt-svc}' "https://$host$path" </dev/null || true)
  printf '%s\t%s\n' "${answer##*$'\n'}" "$(head --lines 1 <<<"$answer")"
done <requests >answers
"#;
