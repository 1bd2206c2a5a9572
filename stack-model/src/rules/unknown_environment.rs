//! `unknown-environment`: a value is written for an environment that is not declared.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    catalogue::applications::redis::RedisSettings,
    stack::{Addresses, PerEnv, Seed, Zerobyte},
    syntax::suggest,
    value::EnvironmentName,
};

pub(super) static RULE: Rule = Rule {
    code: "unknown-environment",
    severity: Severity::Error,
    summary: "a value is written for an environment that is not declared",
    docs: "\
## What it rejects
A key in a value written by environment, such as `memory: { prod: 1G, prepod: 512M }`, that does not stand under
`environments`. It applies to images, limits, reservations, addresses of machines, the memory of a Redis, the buckets and
the times of backups, the lists of those that Uptime Kuma watches and that are backed up, and whom another is filled from.

## Why it matters
Nothing reads the value, and the environment that was meant is left without one: no limit, no image or no address.

## How to repair
Correct the name, or declare the environment with its domain and its machines.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (name, service) in &stack.stack.services {
        let path = KeyPath::root().key("services").key(name);
        named(stack, service.image.as_ref(), || path.key("image"), findings);
        named(stack, service.limits.memory.as_ref(), || path.key("limits").key("memory"), findings);
        named(stack, service.limits.cpus.as_ref(), || path.key("limits").key("cpus"), findings);
        let reserved = service.reservations.memory.as_ref();
        named(stack, reserved, || path.key("reservations").key("memory"), findings);
        let settings = stack.services.get(name).and_then(|service| service.settings_of::<RedisSettings>());
        let maxmemory = settings.and_then(|settings| settings.maxmemory.as_ref());
        named(stack, maxmemory, || path.key("config").key("maxmemory"), findings);
    }
    for (name, host) in &stack.stack.hosts {
        let path = KeyPath::root().key("hosts").key(name).key("addresses");
        for plane in Addresses::PLANES {
            named(stack, host.addresses.on(plane), || path.key(plane), findings);
        }
    }
    let watched = stack.stack.monitoring.uptime_kuma.as_ref().map(|kuma| &kuma.environments);
    let path = KeyPath::root().key("monitoring").key("uptime_kuma").key("environments");
    for (index, environment) in watched.into_iter().flatten().enumerate() {
        report(stack, path.index(index), false, environment, findings);
    }
    if let Some(backups) = stack.backups() {
        let path = KeyPath::root().key("backups");
        for (index, environment) in backups.environments.iter().enumerate() {
            report(stack, path.key("environments").index(index), false, environment, findings);
        }
        let export = backups.export.as_ref().map(|export| &export.bucket);
        named(stack, export, || path.key("export").key("bucket"), findings);
    }
    for (name, repository) in stack.repositories() {
        let path = || Zerobyte::path().key("repositories").key(name).key("bucket");
        named(stack, Some(&repository.bucket), path, findings);
    }
    for (name, job) in stack.jobs() {
        named(stack, Some(&job.at), || Zerobyte::path().key("jobs").key(name).key("at"), findings);
    }
    for (index, policy) in stack.stack.policies.iter().enumerate() {
        let path = KeyPath::root().key("policies").index(index).key(policy.word()).key("environments");
        for (index, environment) in policy.between().environments.iter().enumerate() {
            report(stack, path.index(index), false, environment, findings);
        }
    }
    for (name, seed) in stack.deployments().filter_map(|(name, one)| Some((name, one.seed.as_ref()?))) {
        report(stack, Seed::path(name).key("from"), false, &seed.from, findings);
    }
    let delivery = KeyPath::root().key("delivery");
    for (index, environment) in stack.stack.delivery.confirmed.iter().enumerate() {
        report(stack, delivery.key("confirmed").index(index), false, environment, findings);
    }
    if let Some(trial) = &stack.stack.delivery.trial {
        report(stack, delivery.key("trial").key("environment"), false, &trial.environment, findings);
    }
}

/// Reports the environments of a value that nobody declared.
fn named<T>(
    stack: &Resolved,
    value: Option<&PerEnv<T>>,
    path: impl Fn() -> KeyPath,
    findings: &mut Findings<'_>,
) {
    for environment in value.map(PerEnv::named).unwrap_or_default() {
        report(stack, path().key(environment), true, environment, findings);
    }
}

/// Reports an environment that nobody declared.
fn report(
    stack: &Resolved,
    path: KeyPath,
    at_key: bool,
    environment: &EnvironmentName,
    findings: &mut Findings<'_>,
) {
    if stack.stack.environments.contains_key(environment) {
        return;
    }
    let mut finding = findings.report(path, format!("there is no environment `{environment}`"));
    if at_key {
        finding = finding.at_key();
    }
    let known: Vec<&str> = stack.deployments().map(|(name, _)| EnvironmentName::as_str(name)).collect();
    if let Some(help) = suggest(environment.as_str(), &known) {
        finding.help(help);
    }
}
