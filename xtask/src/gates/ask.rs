//! A network namespace with no way out, in which the real Caddy is asked.

use super::requests::Request;
use crate::{
    consumer,
    verify::{Running, Subject, caddy_behaviour::set},
};
use anyhow::Context as _;
use serde_json::json;
use stack_model::Gate;
use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
    process::Command,
};

/// Status and first line of each answer, in the order of the requests.
pub(super) fn all(
    subject: &Subject,
    running: &Running<'_>,
    gate: &Gate<'_>,
    requests: &[Request],
) -> anyhow::Result<Vec<(u16, String)>> {
    let program = consumer::find("caddy").context("caddy")?;
    let python = consumer::find("python3").context("python3")?;
    let names: BTreeSet<&str> = gate.names().map(|(name, _)| name.as_str()).collect();
    let Some(name) = names.first().copied() else { return Ok(Vec::new()) };
    let scratch = &running.scratch;
    let caddyfile = set(subject, &running.site, &running.folder, scratch, &names, &[])?;
    let askers: BTreeSet<IpAddr> = requests.iter().map(|request| request.from).collect();
    let line = |request: &Request| {
        let forged: BTreeMap<&str, &str> = if request.pretends {
            [("X-Forwarded-For", "100.64.0.5"), ("X-Real-IP", "100.64.0.5"), ("Forwarded", "for=100.64.0.5")]
                .into()
        } else {
            BTreeMap::new()
        };
        json!({ "from": request.from, "host": request.host, "path": request.path, "headers": forged })
            .to_string()
    };
    fs_err::write(scratch.join("requests"), requests.iter().map(line).collect::<Vec<_>>().join("\n"))?;
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
    let answers: Vec<(u16, String)> = answers.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    anyhow::ensure!(
        answers.len() == requests.len(),
        "{} requests got {} answers",
        requests.len(),
        answers.len()
    );
    Ok(answers)
}
