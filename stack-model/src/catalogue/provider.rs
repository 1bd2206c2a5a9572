//! What is known of the providers of models, beyond what `LiteLLM` knows.

use crate::value::ModelName;

/// Providers that check a prepaid credit for the longest answer before they answer, and take the model's own maximum for
/// it where the request says nothing. `OpenRouter` says "requires more credits, or fewer `max_tokens`" with status 402
/// (can1357/oh-my-pi issue 9569: refused for 65536 tokens that nobody asked for).
const PREPAID: &[&str] = &["openrouter"];

/// The provider of a model, as `LiteLLM` reads it off the name: what stands before the first `/`.
pub(crate) fn provider(model: &ModelName) -> Option<&str> {
    model.as_str().split_once('/').map(|(provider, _)| provider)
}

/// Whether a provider refuses what the credit might not cover.
pub(crate) fn is_prepaid(provider: &str) -> bool {
    PREPAID.contains(&provider)
}
