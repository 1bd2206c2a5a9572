//! `caddy-behaviour`: the generated Caddyfile in the real Caddy, asked from inside and outside of the VPN.

mod expectation;
mod stage;

use super::{Check, CheckOutcome, Running, Subject};
use crate::application::kind;
use anyhow::Context as _;
use camino::Utf8PathBuf;
use expectation::Request;

use std::collections::BTreeSet;

pub(crate) use expectation::stand_in;
pub(crate) use stage::{Answer, Asked, Manners, OUTSIDE, inside, play, set};

pub(super) const CHECK: Check = Check {
    name: "caddy-behaviour",
    proves: "every route of every site answers as its exposure says, from inside and outside of the VPN; so does what Uptime Kuma asks for; no site with a gate tells of HTTP/3",
    needs: &["caddy", "curl", "openssl", "ip", "python3", "namespaces"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let mut asked = 0;
    let proxies = subject.running(kind("caddy"));
    if proxies.is_empty() {
        return CheckOutcome::nothing_to_do("no Caddy runs");
    }
    for running in proxies {
        let requests = expectation::requests(&subject.stack, &running.site);
        let answers = ask(subject, &running, &requests).with_context(|| running.to_string())?;
        let mut wrong = Vec::new();
        for (request, answer) in requests.iter().zip(&answers) {
            if answer.status != request.status
                || !request.body.as_ref().is_none_or(|body| answer.body.contains(body))
            {
                wrong.push(format!("{request}: answered {} {:?}", answer.status, answer.body));
            }
            let tells = answer.alternative.contains("h3=");
            if tells != request.http_3 || !tells && answer.alternative != "clear" {
                wrong.push(format!("{request}: says of HTTP/3 {:?}", answer.alternative));
            }
        }
        anyhow::ensure!(wrong.is_empty(), "{running}:\n{}", wrong.join("\n"));
        asked += requests.len();
    }
    CheckOutcome::proven([(asked, "requests answered as predicted")])
}

fn ask(subject: &Subject, running: &Running<'_>, requests: &[Request]) -> anyhow::Result<Vec<Answer>> {
    let names: BTreeSet<&str> = requests.iter().map(|request| request.host.as_str()).collect();
    let asked: Vec<Asked> = requests.iter().map(|request| request.asked(&subject.stack)).collect();
    play(subject, running, &names, &asked)
}

/// The access log of a proxy that a client outside of the VPN has asked for forty pages which do not exist; none for a proxy
/// that passes every page on to an application.
pub(super) fn scanned(subject: &Subject, running: &Running<'_>) -> anyhow::Result<Option<Utf8PathBuf>> {
    let requests = expectation::scan(&subject.stack, &running.site);
    if requests.is_empty() {
        return Ok(None);
    }
    let answers = ask(subject, running, &requests)?;
    let refused = answers.iter().all(|answer| matches!(answer.status, 403 | 404));
    anyhow::ensure!(refused, "a page that is not there is answered");
    Ok(Some(running.scratch.join("logs/access.log")))
}
