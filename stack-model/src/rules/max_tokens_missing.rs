//! `max-tokens-missing`: a model of a prepaid provider has no bound for its answers.

use super::{Check, Findings, Rule};
use crate::{
    Resolved, Severity,
    catalogue::{
        applications::litellm::LitellmSettings,
        provider::{is_prepaid, provider},
    },
};

pub(super) static RULE: Rule = Rule {
    code: "max-tokens-missing",
    severity: Severity::Error,
    summary: "a model of a prepaid provider has no bound for its answers",
    docs: "\
## What it rejects
A model of LiteLLM from a provider who checks a prepaid credit before it answers, without `max_tokens`. OpenRouter is one.

## Why it matters
Where a request names no bound, the provider takes the longest answer that the model can give. A small credit does not cover
it, and everything is refused with status 402, the fallbacks of that provider too, while there is money left.

## How to repair
Write `max_tokens`. A request may still ask for less.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for service in stack.services.values() {
        let Some(settings) = service.settings_of::<LitellmSettings>() else { continue };
        for (name, model) in settings.models.iter().filter(|(_, model)| model.max_tokens.is_none()) {
            let Some(provider) = provider(&model.model).filter(|provider| is_prepaid(provider)) else {
                continue;
            };
            let path = service.path().key("config").key("models").key(name);
            let message =
                format!("`{provider}` checks the credit for the longest answer that `{name}` can give");
            findings.report(path.key("model"), message).help("write `max_tokens` beside it, such as 4096");
        }
    }
}
