//! `smoke-test`: the generated script asks the generated Caddyfile in the real Caddy.

use super::{
    Check, CheckOutcome, Running, Subject,
    caddy_behaviour::{Manners, OUTSIDE, inside, set},
    namespace,
};
use crate::{application::kind, consumer};
use anyhow::Context as _;
use camino::Utf8Path;
use stack_model::{ServiceName, resolve::SmokeCheck};
use std::collections::BTreeSet;

pub(super) const CHECK: Check = Check {
    name: "smoke-test",
    proves: "the smoke test passes from the Internet and from the VPN; with one upstream dead it reports that one and asks all others, as with one that breaks its answers off, and with no server listening it reports every question",
    needs: &["caddy", "curl", "openssl", "ip", "namespaces"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let (mut asked, mut broken) = (0, 0);
    let questions: usize =
        subject.stack.sites().map(|site| subject.stack.resolved().smoke_checks(site.environment).len()).sum();
    for running in subject.running(kind("caddy")) {
        let all = subject.stack.resolved().smoke_checks(running.site.environment);
        let checks: Vec<&SmokeCheck> = all.iter().filter(|check| check.host == *running.site.host).collect();
        if checks.is_empty() {
            continue;
        }
        let (questions, failures) = play(subject, &running, &checks).with_context(|| running.to_string())?;
        asked += questions;
        broken += failures;
    }
    if asked == 0 && questions == 0 {
        return CheckOutcome::nothing_to_do("no route leads to a running Caddy");
    }
    CheckOutcome::proven([(asked, "questions answered as promised"), (broken, "failures reported as such")])
}

/// The service behind a question, and the path that it is asked for.
fn behind<'a>(subject: &'a Subject, check: &'a SmokeCheck) -> Option<(&'a ServiceName, &'a str)> {
    let route = subject.stack.routes().iter().find(|route| {
        let prefix = route.at.prefix().unwrap_or_default();
        route.at == check.at && check.path.starts_with(prefix) && route.to.is_some()
    })?;
    let path = check.path.strip_prefix(route.at.prefix().unwrap_or_default())?;
    Some((route.to.as_ref()?, path))
}

/// Plays the acts; how many questions were answered, and how many failures were reported.
fn play(subject: &Subject, running: &Running<'_>, checks: &[&SmokeCheck]) -> anyhow::Result<(usize, usize)> {
    let caddy = consumer::find("caddy").context("caddy")?;
    let scratch = &running.scratch;
    let domain = &running.site.deployment.domain;
    let names: Vec<String> = checks.iter().map(|check| check.at.site(domain).to_string()).collect();
    let names: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    let mut manners = Vec::new();
    for check in checks {
        let Some((service, path)) = behind(subject, check) else { continue };
        if check.outside == 401 {
            manners.push(Manners::Locked(service, path));
        }
        manners.extend(check.word.map(|word| Manners::Says(service, word)));
    }
    let victim = checks.iter().find(|check| check.inside == Some(200) && behind(subject, check).is_some());
    let victim = victim.and_then(|check| behind(subject, check)).map(|(service, _)| service);
    let mut deadly = manners.clone();
    deadly.extend(victim.map(Manners::Dead));
    set(subject, &running.site, &running.folder, scratch, &names, &deadly)?;
    fs_err::rename(scratch.join("upstreams"), scratch.join("upstreams-dead"))?;
    let mut breaking = manners.clone();
    breaking.extend(victim.map(Manners::Breaks));
    set(subject, &running.site, &running.folder, scratch, &names, &breaking)?;
    fs_err::rename(scratch.join("upstreams"), scratch.join("upstreams-breaking"))?;
    let caddyfile = set(subject, &running.site, &running.folder, scratch, &names, &manners)?;
    let inside = inside(&subject.stack);
    let script = SCRIPT
        .replace("@caddy@", caddy.as_str())
        .replace("@scratch@", scratch.as_str())
        .replace("@caddyfile@", caddyfile.as_str())
        .replace("@test@", subject.dist.join("ansible/scripts/smoke-test.sh").as_str())
        .replace("@environment@", running.site.environment.as_str())
        .replace("@machine@", running.site.host.as_str())
        .replace("@inside@", &inside)
        .replace("@outside@", OUTSIDE);
    namespace::play(&script, scratch)?;

    let member = checks.iter().filter(|check| check.inside.is_some()).count();
    let gate = subject.stack.access().vpn.is_some();
    let mut asked = 0;
    judge(scratch, "internet", checks.len(), 0, "")?;
    asked += checks.len();
    if gate {
        judge(scratch, "host", member, 0, "")?;
        asked += member;
    }
    let dead = |check: &&&SmokeCheck| {
        let route = behind(subject, check).map(|(service, _)| service);
        route.is_some() && route == victim && matches!(check.inside, Some(200 | 401))
    };
    let dead = checks.iter().filter(dead).count();
    // Without a VPN there is one vantage, from which every open path is seen.
    let seen = if gate { member } else { checks.len() };
    judge(scratch, "dead", seen, dead, ": 502, expected")?;
    judge(scratch, "broken", seen, dead, "; curl: (")?;
    judge(scratch, "refused", checks.len(), checks.len(), ": 000, expected")?;
    Ok((asked, 2 * dead + checks.len()))
}

/// Whether a report has as many lines as there were questions, with as many failures, each with the words.
fn judge(
    scratch: &Utf8Path,
    act: &str,
    questions: usize,
    failures: usize,
    words: &str,
) -> anyhow::Result<()> {
    let report = fs_err::read_to_string(scratch.join(act))?;
    let failed = report.lines().filter(|line| line.starts_with("FAILED ")).collect::<Vec<_>>();
    let passed = report.lines().filter(|line| line.starts_with("passed ")).count();
    let last = format!("{} passed, {failures} failed", questions - failures);
    let status = i32::from(failures > 0);
    let told = failed.len() == failures && passed == questions - failures && report.contains(&last);
    let right = told
        && failed.iter().all(|line| line.contains(words))
        && report.ends_with(&format!("left with {status}\n"));
    anyhow::ensure!(right, "{act}: not {last} with status {status}:\n{report}");
    Ok(())
}

/// Runs in the namespace, whose every process ends with it.
const SCRIPT: &str = r#"cd '@scratch@'
export HOME='@scratch@' CADDY_LOG_DIR='@scratch@/logs' CURL_CA_BUNDLE='@scratch@/cert.pem'
unset XDG_CONFIG_HOME XDG_DATA_HOME
ip addr add '@inside@/32' dev lo
ip addr add '@outside@/32' dev lo
mount --bind '@scratch@/hosts' /etc/hosts
upstreams() { '@caddy@' run --config "$1" --adapter caddyfile >"$1.log" 2>&1 & upstreams=$!; }
act() {
  local act=$1 status=0
  shift
  '@test@' '@environment@' --machine '@machine@' "$@" >"$act" 2>&1 || status=$?
  printf 'left with %s\n' "$status" >>"$act"
}
upstreams upstreams
'@caddy@' run --config '@caddyfile@' --adapter caddyfile >edge.log 2>&1 &
edge=$!
act internet --vantage internet --resolve '@outside@' --wait 20
act host --vantage host --resolve '@inside@' --wait 20
kill "$upstreams"
wait "$upstreams" || true
upstreams upstreams-dead
sleep 1
act dead --vantage host --resolve '@inside@' --wait 3
kill "$upstreams"
wait "$upstreams" || true
upstreams upstreams-breaking
sleep 1
act broken --vantage host --resolve '@inside@' --wait 3
kill "$edge"
wait "$edge" || true
act refused --vantage internet --resolve '@outside@' --wait 0
"#;
