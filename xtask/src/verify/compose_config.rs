//! `compose-config`: docker compose reads every compose file and every file of variables that it names.

use super::{Check, CheckOutcome, Subject, container};
use crate::consumer;
use anyhow::Context as _;
use camino::Utf8Path;
use serde::Deserialize;
use stack_model::{
    SecretName, Site,
    resolve::{Part, Text},
};
use std::collections::BTreeMap;

pub(super) const CHECK: Check = Check {
    name: "compose-config",
    proves: "docker compose loads every compose file, with and without .env, and gives each container the variables of the model",
    needs: &["docker-compose"],
    run,
};

#[derive(Deserialize)]
struct Project {
    services: BTreeMap<String, Service>,
}

#[derive(Deserialize)]
struct Service {
    #[serde(default)]
    environment: BTreeMap<String, Option<String>>,
}

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let (mut files, mut variables) = (0, 0);
    for site in subject.stack.sites() {
        let at = || format!("{}/{}", site.environment, site.host);
        let folder = subject.dist.join("compose").join(site.environment.as_str()).join(site.host.as_str());
        // As one asks who has just written the files: there is no `.env` yet.
        config(&folder, &["config", "--quiet"]).with_context(at)?;
        let env_file = subject.scratch.join(format!("{}-{}.env", site.environment, site.host));
        let example = fs_err::read_to_string(folder.join(".env.example"))?;
        fs_err::write(&env_file, filled(&example))?;
        variables += arrive(subject, &site, &env_file, &|name| container::secret(name.variable().as_str()))
            .with_context(at)?;
        files += 1;
    }
    CheckOutcome::proven([
        (files, "compose files load"),
        (variables, "variables arrive as the model means them"),
    ])
}

/// Counts the variables that compose gives to the containers of a site with a `.env`, if all are as the model means them.
pub(super) fn arrive(
    subject: &Subject,
    site: &Site<'_>,
    env_file: &Utf8Path,
    secret: &dyn Fn(&SecretName) -> String,
) -> anyhow::Result<usize> {
    let folder = subject.dist.join("compose").join(site.environment.as_str()).join(site.host.as_str());
    let words = ["--env-file", env_file.as_str(), "config", "--format", "json"];
    let project: Project = serde_json::from_str(&config(&folder, &words)?)?;
    compare(subject, site, &project, secret)
}

fn config(folder: &Utf8Path, words: &[&str]) -> anyhow::Result<String> {
    let program = consumer::find("docker-compose").context("docker-compose")?;
    let mut command = consumer::offline(&program);
    command.args(["--file", folder.join("docker-compose.yml").as_str()]).args(words);
    consumer::run(&mut command)
}

/// The example with a test value for every secret.
fn filled(example: &str) -> String {
    let line = |line: &str| match line.strip_suffix('=') {
        Some(name) if name != "COMPOSE_PROFILES" => format!("{line}'{}'", container::secret(name)),
        _ => line.to_owned(),
    };
    example.lines().map(line).collect::<Vec<_>>().join("\n") + "\n"
}

/// Counts the variables, and compares each with the model, in both directions.
fn compare(
    subject: &Subject,
    site: &Site<'_>,
    project: &Project,
    secret: &dyn Fn(&SecretName) -> String,
) -> anyhow::Result<usize> {
    let mut count = 0;
    for service in subject.stack.services_on(site.host).filter(|service| service.runs_in(site.deployment)) {
        let read = project.services.get(service.name.as_str()).with_context(|| service.name.to_string())?;
        let meant: BTreeMap<String, Option<String>> = service
            .environment
            .iter()
            .map(|(name, text)| (name.to_string(), value(site, text, secret)))
            .collect();
        // Compose prints a dollar as it would read it.
        let read = read
            .environment
            .iter()
            .map(|(name, value)| (name.clone(), value.as_ref().map(|value| value.replace("$$", "$"))));
        let read: BTreeMap<String, Option<String>> = read.collect();
        for name in meant.keys().chain(read.keys()) {
            let (meant, read) = (meant.get(name), read.get(name));
            anyhow::ensure!(
                meant == read,
                "{name} of {} should be {meant:?}, and compose reads {read:?}",
                service.name
            );
        }
        count += meant.len();
    }
    Ok(count)
}

/// What a variable is at a site.
fn value(site: &Site<'_>, text: &Text, secret: &dyn Fn(&SecretName) -> String) -> Option<String> {
    text.parts()
        .iter()
        .map(|part| match part {
            Part::Literal(text) => Some(text.clone()),
            Part::Secret(name) => Some(secret(name)),
            Part::Domain => Some(site.deployment.domain.to_string()),
            Part::Varying { values, .. } => values.get(site.environment).cloned(),
        })
        .collect()
}
