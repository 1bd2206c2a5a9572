//! `LiteLLM`: `litellm_config.yaml`. Secrets are named as `os.environ/NAME`, which the proxy reads by itself.

use super::{Renderer, no_variables};
use crate::{
    config::{ConfigFile, Context},
    engine::RenderError,
    scalar::{Reader, Scalar},
    yaml::{Yaml, map},
};
use minijinja::context;
use stack_model::{
    SecretName,
    catalogue::applications::litellm::{Budget, BudgetPeriod, LitellmSettings},
    resolve::{Keys, VirtualKey},
};

pub(super) static RENDERER: Renderer = Renderer { files, variables: no_variables };

fn files(context: &Context<'_>) -> Result<Vec<ConfigFile>, RenderError> {
    let default = LitellmSettings::default();
    let settings = context.service.settings_of::<LitellmSettings>().unwrap_or(&default);
    let cache = context.service.edges.iter().find_map(|edge| edge.keys);
    let document = Yaml::map([
        ("model_list", models(settings)),
        ("litellm_settings", litellm_settings(settings, cache)),
        ("router_settings", router_settings(settings)),
        ("general_settings", general_settings(context)),
    ]);
    let mut files = vec![context.file("litellm_config.yaml", document.document(Reader::Plain))?];
    let keys: Vec<Yaml> = context.stack.virtual_keys_of(&context.service.name).map(virtual_key).collect();
    if !keys.is_empty() {
        files.push(context.file("keys.json", Yaml::List(keys).json())?);
        files.push(context.render("provision_keys.py", &context! {})?);
    }
    Ok(files)
}

/// A key as the script of the container finds it: by the name of its variable.
fn virtual_key(key: &VirtualKey) -> Yaml {
    map! {
        "alias": key.client.as_str(),
        "variable": key.secret.variable().as_str(),
        "models": Yaml::list(key.models.iter().map(ToString::to_string)),
    }
}

fn general_settings(context: &Context<'_>) -> Yaml {
    let mut entries = vec![("master_key", Yaml::from(environment("LITELLM_MASTER_KEY")))];
    if let Some(connections) = context.service.edges.iter().find_map(|edge| edge.connections) {
        entries.push(("database_connection_pool_limit", u32::from(connections).into()));
    }
    let Some(settings) = context.service.settings_of::<LitellmSettings>() else { return Yaml::map(entries) };
    if let Some(alerting) = &settings.alerting {
        // The URLs are variables of the container.
        entries.push(("alerting", Yaml::list(alerting.ways().into_iter().map(|(_, name, ..)| name))));
    }
    Yaml::map(entries)
}

/// The period as `LiteLLM` spells it.
const fn period(budget: Budget) -> &'static str {
    match budget.per {
        BudgetPeriod::Day => "1d",
        BudgetPeriod::Week => "7d",
        BudgetPeriod::Month => "30d",
    }
}

fn environment(name: &str) -> Scalar {
    Scalar::literal(format!("os.environ/{name}"))
}

fn key(secret: &SecretName) -> Scalar {
    environment(secret.variable().as_str())
}

fn models(settings: &LitellmSettings) -> Yaml {
    Yaml::list(settings.models.iter().map(|(name, model)| {
        let mut params =
            vec![("model", Yaml::text(model.model.to_string())), ("api_key", key(&model.key).into())];
        if let Some(tokens) = model.max_tokens {
            params.push(("max_tokens", tokens.into()));
        }
        let mut entry =
            vec![("model_name", Yaml::text(name.to_string())), ("litellm_params", Yaml::map(params))];
        if let Some(tokens) = model.max_input_tokens {
            let mut info = vec![("max_input_tokens", Yaml::from(tokens))];
            info.extend(model.max_tokens.map(|tokens| ("max_output_tokens", tokens.into())));
            entry.push(("model_info", Yaml::map(info)));
        }
        Yaml::map(entry)
    }))
}

/// What stands in `litellm_settings` and acts there (litellm 1.83.3, `litellm/__init__.py` and
/// `litellm/proxy/proxy_server.py`): a budget needs its duration, and the section takes any key without a word.
fn litellm_settings(settings: &LitellmSettings, cache: Option<Keys>) -> Yaml {
    let mut entries: Vec<(&str, Yaml)> = vec![
        ("drop_params", true.into()),
        ("num_retries", 2.into()),
        ("request_timeout", 120.into()),
        ("callbacks", Yaml::list(["prometheus"])),
        // The proxy publishes only the API, so that metrics can be read inside without a key.
        ("require_auth_for_metrics_endpoint", false.into()),
    ];
    if let Some(budget) = settings.budget {
        entries.push(("max_budget", budget.usd.into()));
        entries.push(("budget_duration", period(budget).into()));
    }
    entries.push(("cache", cache.is_some().into()));
    if let Some(keys) = cache {
        entries.push((
            "cache_params",
            map! {
                "type": "redis",
                "host": environment("REDIS_HOST"),
                "port": environment("REDIS_PORT"),
                "password": environment("REDIS_PASSWORD"),
                // Handed on to the client as it is (litellm, `litellm/_redis.py`).
                "db": u32::from(keys.index.get()),
            },
        ));
    }
    Yaml::map(entries)
}

/// Fallbacks are a list of mappings with one key each; any other shape stops the proxy (litellm, `litellm/router.py`).
fn router_settings(settings: &LitellmSettings) -> Yaml {
    let fallbacks =
        settings.models.iter().filter(|(_, model)| !model.fallback.is_empty()).map(|(name, model)| {
            Yaml::map([(name.to_string(), Yaml::list(model.fallback.iter().map(ToString::to_string)))])
        });
    let mut entries = vec![("fallbacks", Yaml::list(fallbacks))];
    if !settings.provider_budgets.is_empty() {
        // litellm, `litellm/router_strategy/budget_limiter.py`: these two names, and no others, reach the limiter.
        let budgets = settings.provider_budgets.iter().map(|(provider, budget)| {
            let budget = map! { "budget_limit": budget.usd, "time_period": period(*budget) };
            (provider.to_string(), budget)
        });
        entries.push(("provider_budget_config", Yaml::map(budgets)));
    }
    Yaml::map(entries)
}
