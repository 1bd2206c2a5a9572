//! `uptime-kuma`: the real client sets the generated monitors, by the generated playbook and script.

use super::{Check, CheckOutcome, Subject, namespace};
use crate::consumer;
use anyhow::Context as _;
use camino::Utf8Path;
use stack_model::{
    EnvironmentName, SecretName,
    resolve::{Monitor, Target},
    stack::{Plane, UptimeKuma},
};
use std::fmt::Write as _;

pub(super) const CHECK: Check = Check {
    name: "uptime-kuma",
    proves: "the playbook sets every monitor by the real client, changes nothing with --check or a second time, and the script edits what differs, deletes what is retired, leaves others' monitors alone and refuses a wrong password; the playbook then says why",
    needs: &["ansible-playbook", "uptime-kuma", "curl", "ip", "namespaces"],
    run,
};

/// A server that refuses what Uptime Kuma 2.5.3 refuses, and counts writes.
const SERVER: &str = include_str!("uptime_kuma/server.py");

/// What is done to it after the playbook.
const SCENARIO: &str = include_str!("uptime_kuma/scenario.py");

/// A password that the real server takes as well.
const PASSWORD: &str = "Correct-Horse-9";

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let Some(kuma) = subject.stack.uptime_kuma() else {
        let playbook = subject.dist.join("ansible/playbooks/uptime-kuma.yml");
        anyhow::ensure!(
            !playbook.exists(),
            "there is a playbook for an Uptime Kuma, and the stack names none"
        );
        return CheckOutcome::nothing_to_do("the stack names no Uptime Kuma");
    };
    let watched: Vec<(&EnvironmentName, Vec<Monitor>)> = subject.stack.uptime_monitors().collect();
    let scratch = &subject.scratch;
    fs_err::write(scratch.join("server.py"), SERVER)?;
    fs_err::write(scratch.join("scenario.py"), SCENARIO)?;
    fs_err::write(scratch.join("writes"), "")?;
    let mut vault = format!("vault_{}: {PASSWORD}\n", UptimeKuma::password());
    let mut environment = format!("export UPTIME_KUMA_PASSWORD={PASSWORD} UPTIME_KUMA_USER={}\n", kuma.user);
    for (index, token) in watched.iter().flat_map(|(_, monitors)| monitors).filter_map(token).enumerate() {
        let value = format!("{index:032}");
        let _ = writeln!(vault, "vault_{token}: '{value}'");
        let _ = writeln!(environment, "export {}={value}", token.variable());
    }
    fs_err::write(scratch.join("vault.yml"), vault)?;
    namespace::play(&script(subject, kuma, &watched, &environment)?, scratch)?;

    let monitors: usize = watched.iter().map(|(_, monitors)| monitors.len()).sum();
    let tokens = watched.iter().flat_map(|(_, monitors)| monitors).filter_map(token).count();
    let writes = fs_err::read_to_string(scratch.join("writes"))?;
    let count = |what: &str| writes.lines().filter(|line| line.starts_with(what)).count();
    // By hand, by the playbook, and what a retired monitor costs when it comes back.
    let last = watched.iter().map(|(_, monitors)| usize::from(monitors.last().and_then(token).is_some()));
    let back: usize = last.sum();
    let expected = [
        ("add", 1 + monitors + watched.len()),
        ("edit", tokens + 2 * watched.len() + back),
        ("delete", watched.len()),
    ];
    for (what, expected) in expected {
        anyhow::ensure!(count(what) == expected, "{} of {what}, not {expected}:\n{writes}", count(what));
    }
    CheckOutcome::proven([
        (monitors, "monitors set once, none with --check or a second time; 1 of others left alone"),
        (tokens, "of them wait for reports"),
        (watched.len(), "changed, and as many retired"),
    ])
}

fn token(monitor: &Monitor) -> Option<&SecretName> {
    match &monitor.target {
        Target::Report(token) => Some(token),
        Target::Page(_) => None,
    }
}

/// Runs in the namespace, where the server has the address that the playbook asks.
fn script(
    subject: &Subject,
    kuma: &UptimeKuma,
    watched: &[(&EnvironmentName, Vec<Monitor>)],
    environment: &str,
) -> anyhow::Result<String> {
    let ansible = consumer::find("ansible-playbook").context("ansible-playbook")?;
    let client = consumer::UPTIME_KUMA.folder();
    let mesh = subject
        .stack
        .host(&kuma.host)
        .and_then(|host| host.addresses.on(Plane::Mesh))
        .context("no address on the VPN")?;
    let mut addresses = String::new();
    let mut set = String::new();
    let mut changes = String::new();
    for (name, _) in watched {
        let address = mesh.get(name).context("no address on the VPN")?;
        let _ = writeln!(addresses, "ip addr replace {address} dev lo");
        let document = subject.dist.join(format!("compose/{name}/monitors.json"));
        let _ = writeln!(set, "{}", step(&document, "set"));
        let _ = writeln!(changes, "{}", step(&document, "changes"));
    }
    let (name, _) = watched.first().context("nothing is watched")?;
    let first = mesh.get(name).context("no address on the VPN")?;
    let document = subject.dist.join(format!("compose/{name}/monitors.json"));
    let port = kuma.port.get();
    Ok(SCRIPT
        .replace("@addresses@", &addresses)
        .replace("@environment@", environment)
        .replace("@foreign@", &step(&document, "foreign"))
        .replace("@untouched@", &step(&document, "untouched"))
        .replace("@set@", &set)
        .replace("@changes@", &changes)
        .replace("@url@", &url(*first, port))
        .replace("@watched@", &watched.len().to_string())
        .replace("@port@", &port.to_string())
        .replace("@user@", &kuma.user.to_string())
        .replace("@password@", PASSWORD)
        .replace("@vault@", UptimeKuma::password().as_str())
        .replace("@client@", client.as_str())
        .replace("@ansible@", ansible.as_str())
        .replace("@tree@", subject.dist.join("ansible").as_str())
        .replace("@scratch@", subject.scratch.as_str()))
}

fn url(address: std::net::IpAddr, port: u16) -> String {
    format!("http://{}", std::net::SocketAddr::new(address, port))
}

/// A step of the scenario on a document.
fn step(document: &Utf8Path, name: &str) -> String {
    format!(
        "'@client@/bin/python' '@scratch@/scenario.py' '@tree@/roles/uptime-config/files/apply_monitors.py' '{document}' {name}"
    )
}

/// It ends by itself: every wait is bounded, and what it started ends with its namespace.
const SCRIPT: &str = r#"cd '@scratch@'
@addresses@
@environment@
export UPTIME_KUMA_URL='@url@' HOME='@scratch@' PYTHONDONTWRITEBYTECODE=1 ANSIBLE_LOCALHOST_WARNING=false
'@client@/bin/python' server.py '@port@' '@user@' '@password@' writes >server.log 2>&1 &
for _ in $(seq 100); do
  if curl --silent --output /dev/null --max-time 2 "$UPTIME_KUMA_URL/socket.io/?EIO=4&transport=polling"; then break; fi
  sleep 0.1
done
attempt() {
  (cd '@tree@' && timeout 60 '@ansible@' playbooks/uptime-kuma.yml --skip-tags install --extra-vars @'@scratch@/vault.yml' \
    --extra-vars uptime_config_folder='@client@' "$@") >playbook.log 2>&1
}
playbook() {
  attempt "$@" || { cat playbook.log server.log; exit 1; }
  if grep --quiet -e '@password@' -e '00000000000000' playbook.log; then cat playbook.log; exit 1; fi
}
changed() { [ "$(grep --count "changed=$1 " playbook.log)" = '@watched@' ] || { cat playbook.log; exit 1; }; }
@foreign@
if attempt --extra-vars vault_@vault@=another; then cat playbook.log; exit 1; fi
grep --quiet 'refuses the user' playbook.log || { cat playbook.log; exit 1; }
playbook --check
changed 1
@untouched@
playbook
changed 1
@set@
playbook
changed 0
@changes@
"#;
