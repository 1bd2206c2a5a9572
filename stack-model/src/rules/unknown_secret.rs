//! `unknown-secret`: a value is taken from a secret that nobody declared.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    catalogue::applications::caddy::CaddySettings,
    resolve::ResolvedService,
    stack::{Service, Value},
    syntax::suggest,
    value::SecretName,
};

pub(super) static RULE: Rule = Rule {
    code: "unknown-secret",
    severity: Severity::Error,
    summary: "a value refers to a secret that is not declared",
    docs: "\
## What it rejects
The name of a secret in a variable, a word of a command or a probe, the key of a model or a webhook, that neither stands
under `secrets` nor belongs to an application or a database role of the stack. A module of Caddy that needs the
credentials of a DNS provider asks for them in the same way.

## Why it matters
Nobody is asked for its value. The program starts with an empty key and fails at its first call, or the deployment stops
at a variable that no vault holds.

## How to repair
Correct the name, or declare the secret under `secrets`.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let known: Vec<&str> = stack.secrets.keys().map(SecretName::as_str).collect();
    for service in stack.services.values() {
        let Some(written) = stack.stack.services.get(&service.name) else { continue };
        let references = written_in(written, &service.path()).into_iter().chain(follow(service, written));
        for (secret, path) in references.filter(|(secret, _)| !stack.secrets.contains_key(*secret)) {
            let finding = findings.report(path, format!("there is no secret `{secret}`"));
            let near = suggest(secret.as_str(), &known).filter(|help| help.starts_with("did you mean"));
            finding.help(near.unwrap_or_else(|| "declare it under `secrets`".into()));
        }
    }
}

/// The secrets that a service's own words refer to.
fn written_in<'a>(service: &'a Service, path: &KeyPath) -> Vec<(&'a SecretName, KeyPath)> {
    let environment = path.key("environment");
    let variables = service.environment.iter().map(|(name, value)| (value, environment.key(name)));
    let words = |words: &'a [Value], path: KeyPath| {
        words.iter().enumerate().map(move |(index, word)| (word, path.index(index)))
    };
    let command = words(&service.command, path.key("command"));
    let probe =
        service.probe.iter().flat_map(|probe| words(&probe.command, path.key("probe").key("command")));
    let references = variables.chain(command).chain(probe).filter_map(|(value, path)| match value {
        Value::Secret { secret } => Some((secret, path.key("secret"))),
        Value::Literal(_) => None,
    });
    references.collect()
}

/// The secrets that follow from a service's settings.
fn follow<'a>(service: &'a ResolvedService, written: &Service) -> Vec<(&'a SecretName, KeyPath)> {
    let config = service.path().key("config");
    if service.settings_of::<CaddySettings>().is_some() {
        // A module's credentials are in the environment, and in nobody's words.
        let variables =
            service.environment.iter().filter(|(name, _)| !written.environment.contains_key(*name));
        variables.flat_map(|(_, text)| text.secrets()).map(|name| (name, config.key("modules"))).collect()
    } else {
        let references = service.settings.references(&config).into_iter();
        references.map(|reference| (reference.secret, reference.path)).collect()
    }
}
