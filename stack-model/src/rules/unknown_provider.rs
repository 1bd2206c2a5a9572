//! `unknown-provider`: a budget for a provider of which there is no model.

use super::{Check, Findings, Rule};
use crate::{
    Resolved, Severity,
    catalogue::{applications::litellm::LitellmSettings, provider::provider},
    syntax::suggest,
};

pub(super) static RULE: Rule = Rule {
    code: "unknown-provider",
    severity: Severity::Error,
    summary: "a budget for a provider of which there is no model",
    docs: "\
## What it rejects
A name under `provider_budgets` of LiteLLM that stands before the `/` of none of its models.

## Why it matters
The proxy takes any name. The budget bounds nothing, and whoever wrote it believes that it does.

## How to repair
Spell the provider as the models do, or remove the budget.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for service in stack.services.values() {
        let Some(settings) = service.settings_of::<LitellmSettings>() else { continue };
        let mut known: Vec<&str> =
            settings.models.values().filter_map(|model| provider(&model.model)).collect();
        known.sort_unstable();
        known.dedup();
        for name in settings.provider_budgets.keys().filter(|name| !known.contains(&name.as_str())) {
            let path = service.path().key("config").key("provider_budgets").key(name);
            let finding = findings.report(path, format!("no model is one of `{name}`")).at_key();
            finding.help(suggest(name.as_str(), &known).unwrap_or_else(|| "remove the budget".into()));
        }
    }
}
