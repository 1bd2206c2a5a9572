//! `unknown-model`: a model is asked for that the model proxy does not offer.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    catalogue::applications::{litellm::LitellmSettings, openclaw::OpenclawSettings},
    resolve::ResolvedService,
    syntax::suggest,
    value::ModelName,
};

pub(super) static RULE: Rule = Rule {
    code: "unknown-model",
    severity: Severity::Error,
    summary: "a model that the model proxy does not offer",
    docs: "\
## What it rejects
A `fallback` of a LiteLLM model that is not one of its models, or is the model itself, and a `model` or
`embedding_model` of OpenClaw that the LiteLLM it uses does not offer.

## Why it matters
The proxy answers such a request with an error. A fallback is asked for only when its provider is down already, so the
mistake shows on the one day on which it was to help.

## How to repair
Correct the name, or add the model under `config.models` of the proxy.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for service in stack.services.values() {
        if let Some(settings) = service.settings_of::<LitellmSettings>() {
            check_fallbacks(service, settings, findings);
        }
        let Some(settings) = service.settings_of::<OpenclawSettings>() else { continue };
        let Some((proxy, offered)) = proxy_of(stack, service) else { continue };
        let wanted = [("model", &settings.model), ("embedding_model", &settings.embedding_model)];
        for (key, model) in wanted {
            if let Some(model) = model.as_ref().filter(|model| !offered.models.contains_key(*model)) {
                report(model, service.path().key("config").key(key), proxy, offered, findings);
            }
        }
    }
}

fn check_fallbacks(service: &ResolvedService, settings: &LitellmSettings, findings: &mut Findings<'_>) {
    for (name, model) in &settings.models {
        let path = service.path().key("config").key("models").key(name).key("fallback");
        for (index, fallback) in model.fallback.iter().enumerate() {
            if fallback == name {
                let message = format!("`{name}` is its own fallback");
                findings.report(path.index(index), message).help("name a model of another provider");
            } else if !settings.models.contains_key(fallback) {
                report(fallback, path.index(index), service, settings, findings);
            }
        }
    }
}

/// The model proxy that a service uses. None if there is none, or if its settings could not be read at all.
fn proxy_of<'a>(
    stack: &'a Resolved,
    service: &ResolvedService,
) -> Option<(&'a ResolvedService, &'a LitellmSettings)> {
    let mut servers = service.edges.iter().filter_map(|edge| stack.services.get(&edge.to));
    let proxy = servers.find_map(|server| Some((server, server.settings_of::<LitellmSettings>()?)));
    proxy.filter(|(server, settings)| !settings.models.is_empty() || !writes_models(stack, server))
}

/// Whether models are written. If none were understood, that is reported, and nothing follows from it.
fn writes_models(stack: &Resolved, proxy: &ResolvedService) -> bool {
    let config = stack.stack.services.get(&proxy.name).and_then(|written| written.config.as_ref());
    config.is_some_and(|config| config.get("models").is_some())
}

fn report(
    model: &ModelName,
    path: KeyPath,
    proxy: &ResolvedService,
    offered: &LitellmSettings,
    findings: &mut Findings<'_>,
) {
    let known: Vec<&str> = offered.models.keys().map(ModelName::as_str).collect();
    let finding = findings.report(path, format!("`{}` offers no model `{model}`", proxy.name));
    let help = suggest(model.as_str(), &known);
    finding.help(help.unwrap_or_else(|| format!("add it under `config.models` of `{}`", proxy.name)));
}
