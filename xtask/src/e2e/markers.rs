//! Markers in the data of services: a row in each PostgreSQL, a key in each Redis, a line for each start of a stand-in. A marker
//! that was there before a fault must be there after it.

use super::deployment::Deployment;
use anyhow::Context as _;
use stack_model::CheckedService;
use std::collections::BTreeMap;

/// The markers of each service, by its name: rows or keys, and of a stand-in the starts that it has recorded.
pub(super) type Markers = BTreeMap<String, Vec<String>>;

/// Writes a marker into every server, under a word of its own.
///
/// # Errors
/// If one does not take it.
pub(super) fn add(deployment: &Deployment<'_>, word: &str) -> anyhow::Result<()> {
    for service in deployment.services() {
        match service.kind.name() {
            "postgresql" => {
                let sql = format!(
                    "create table if not exists markers (word text primary key); insert into markers values ('{word}')"
                );
                psql(deployment, service, &sql)?;
            }
            "redis" => {
                redis(deployment, service, &["set", word, "kept"])?;
                // What Redis has not saved it may lose: that is what its settings promise.
                redis(deployment, service, &["save"])?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// The markers of every service.
///
/// # Errors
/// If one cannot be asked.
pub(super) fn read(deployment: &Deployment<'_>) -> anyhow::Result<Markers> {
    let mut kept = Markers::new();
    for service in deployment.services() {
        let lines = match service.kind.name() {
            "postgresql" => psql(deployment, service, "select word from markers order by word")?,
            "redis" => redis(deployment, service, &["keys", "*"])?,
            "caddy" | "socketproxy" => continue,
            _ => starts(deployment, service)?,
        };
        let mut lines: Vec<String> = lines.lines().map(str::to_owned).collect();
        lines.sort();
        kept.insert(service.name.to_string(), lines);
    }
    Ok(kept)
}

/// What was there before and is not any more.
pub(super) fn lost(before: &Markers, after: &Markers) -> Vec<String> {
    let mut lost = Vec::new();
    for (service, lines) in before {
        let mut left = after.get(service).cloned().unwrap_or_default();
        for line in lines {
            match left.iter().position(|other| other == line) {
                Some(index) => drop(left.remove(index)),
                None => lost.push(format!("{service}: {line}")),
            }
        }
    }
    lost
}

/// Asks a PostgreSQL.
///
/// # Errors
/// If it refuses.
pub(super) fn psql(
    deployment: &Deployment<'_>,
    service: &CheckedService,
    sql: &str,
) -> anyhow::Result<String> {
    let script = "docker exec --user postgres \"$1\" psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --dbname=postgres --command=\"$2\"";
    deployment.engine.script(30, script, &[&deployment.container(service), sql]).context("psql")
}

/// Asks a Redis.
///
/// # Errors
/// If it refuses.
pub(super) fn redis(
    deployment: &Deployment<'_>,
    service: &CheckedService,
    words: &[&str],
) -> anyhow::Result<String> {
    let name = deployment.container(service);
    let words: Vec<&str> = std::iter::once(name.as_str()).chain(words.iter().copied()).collect();
    let said = deployment.engine.script(30, "docker exec \"$1\" redis-cli --raw -e \"${@:2}\"", &words)?;
    Ok(said)
}

/// A line for each start in each folder of a stand-in.
fn starts(deployment: &Deployment<'_>, service: &CheckedService) -> anyhow::Result<String> {
    let name = deployment.container(service);
    let files: Vec<String> = service.volumes.iter().map(|volume| format!("{}/.starts", volume.at)).collect();
    if files.is_empty() {
        return Ok(String::new());
    }
    let words: Vec<&str> = std::iter::once(name.as_str()).chain(files.iter().map(String::as_str)).collect();
    deployment.engine.script(30, "docker exec \"$1\" cat \"${@:2}\"", &words)
}
