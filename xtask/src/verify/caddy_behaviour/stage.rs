//! A network namespace with no way out, in which the real Caddy meets stand-ins of its upstreams.

use super::{
    super::{Running, Subject, caddy_validate::copy_without_modules},
    expectation::stand_in,
};
use crate::{application::kind, consumer};
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;
use serde_json::{Value, json};
use stack_model::{CheckedStack, ServiceName, Site};
use std::{collections::BTreeSet, fmt::Write as _, net::IpAddr, process::Command};

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// The address that it comes from.
    pub(crate) from: IpAddr,
    /// As in the header `Host`.
    pub(crate) host: String,
    /// As in the first line.
    pub(crate) path: String,
    /// An address that it claims to come from, in headers.
    pub(crate) claims: Option<IpAddr>,
}

/// An answer.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The first line.
    pub(crate) body: String,
    /// The header `Alt-Svc`, which tells of HTTP/3 or takes it back.
    pub(crate) alternative: String,
}

/// An address of TEST-NET-2 (RFC 5737), which is never assigned; a member of the first VPN range is made from that.
pub(crate) const OUTSIDE: &str = "198.51.100.7";

/// Starts Caddy on the generated files in a namespace of its own, asks every request in turn, stops it. There are as many
/// answers as requests.
pub(crate) fn play(
    subject: &Subject,
    running: &Running<'_>,
    names: &BTreeSet<&str>,
    requests: &[Asked],
) -> anyhow::Result<Vec<Answer>> {
    let Some(name) = names.first().copied() else {
        anyhow::ensure!(requests.is_empty(), "{} requests for a proxy that serves no name", requests.len());
        return Ok(Vec::new());
    };
    let program = consumer::find("caddy").context("caddy")?;
    let python = consumer::find("python3").context("python3")?;
    let scratch = &running.scratch;
    let caddyfile = set(subject, &running.site, &running.folder, scratch, names, &[])?;
    let askers: BTreeSet<IpAddr> = requests.iter().map(|request| request.from).collect();
    let requests_file = requests.iter().map(|request| line(request) + "\n").collect::<String>();
    fs_err::write(scratch.join("requests"), requests_file)?;
    fs_err::write(
        scratch.join("askers"),
        askers.iter().map(|asker| format!("{asker}\n")).collect::<String>(),
    )?;
    fs_err::write(scratch.join("client.py"), include_str!("client.py"))?;
    fs_err::write(scratch.join("stage.sh"), include_str!("stage.sh"))?;
    let mut command = Command::new("unshare");
    command.args(["--net", "--mount", "--", "bash"]).arg(scratch.join("stage.sh"));
    command.args([program.as_str(), python.as_str(), caddyfile.as_str(), name]);
    consumer::run(&mut command)?;
    let answers = fs_err::read_to_string(scratch.join("answers"))?;
    let answers: Vec<Answer> = answers.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    anyhow::ensure!(
        answers.len() == requests.len(),
        "{} requests got {} answers",
        requests.len(),
        answers.len()
    );
    Ok(answers)
}

fn line(request: &Asked) -> String {
    let headers: serde_json::Map<String, Value> = request
        .claims
        .iter()
        .flat_map(|address| {
            [
                ("X-Forwarded-For", address.to_string()),
                ("X-Real-IP", address.to_string()),
                ("Forwarded", format!("for={address}")),
            ]
        })
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect();
    let Asked { from, host, path, .. } = request;
    json!({ "from": from, "host": host, "path": path, "headers": headers }).to_string()
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
    // Who waits for the upstreams asks here.
    upstreams.push_str("http://:8081 {\n\tbind 127.0.0.1\n\trespond /health OK 200\n}\n");
    let mut hosts = String::from("127.0.0.1 localhost\n");
    for (index, service) in subject.stack.services_on(site.host).enumerate() {
        let Some(port) = service.listens.filter(|_| service.kind != kind("caddy")) else {
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
