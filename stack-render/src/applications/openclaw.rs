//! `OpenClaw`: `openclaw.json`. An unknown key is fatal to it, so only keys seen to be accepted are written
//! (2026.9.6, observed). `${NAME}` is its own reference to the environment.

use super::{Renderer, no_variables};
use crate::{
    config::{ConfigFile, Context},
    engine::RenderError,
    scalar::Scalar,
    variables::{DOMAIN_NAME, kept_address, kept_networks},
    yaml::{Yaml, map},
};
use stack_model::{
    catalogue::{
        Interface,
        applications::{litellm::LitellmSettings, openclaw::OpenclawSettings},
    },
    stack::Route,
};

pub(super) static RENDERER: Renderer = Renderer { files, variables: no_variables };

fn files(context: &Context<'_>) -> Result<Vec<ConfigFile>, RenderError> {
    let mut document = vec![("gateway", gateway(context))];
    let proxy = context
        .stack
        .servers_of(context.service)
        .map(|(_, server)| server)
        .find(|server| server.kind.speaks(Interface::ModelApi));
    let settings = context.service.settings_of::<OpenclawSettings>();
    let embedding = settings.and_then(|settings| settings.embedding_model.as_ref());
    if let Some(proxy) = proxy {
        let Some(offered) = proxy.settings_of::<LitellmSettings>() else { return Ok(Vec::new()) };
        let models =
            offered.models.iter().filter(|(name, _)| Some(*name) != embedding).map(|(name, model)| {
                let mut entry = vec![
                    ("id", Yaml::text(name.to_string())),
                    ("name", Yaml::text(name.to_string())),
                    ("input", Yaml::list(["text"])),
                ];
                entry.extend(model.max_input_tokens.map(|tokens| ("contextWindow", tokens.into())));
                entry.extend(model.max_tokens.map(|tokens| ("maxTokens", tokens.into())));
                Yaml::map(entry)
            });
        let provider = map! {
            "baseUrl": Scalar::literal(format!("http://{}:4000/v1", proxy.name)),
            "apiKey": "${LITELLM_API_KEY}",
            "api": "openai-completions",
            "models": Yaml::list(models),
        };
        document.push(("models", map! { "mode": "merge", "providers": Yaml::map([("litellm", provider)]) }));
    }
    if let Some(settings) = context.service.settings_of::<OpenclawSettings>()
        && let Some(model) = &settings.model
    {
        let primary = Yaml::map([("primary", Yaml::text(format!("litellm/{model}")))]);
        document.push(("agents", map! { "defaults": Yaml::map([("model", primary)]) }));
    }
    Ok(vec![context.file("openclaw.json", Yaml::map(document).json())?])
}

fn gateway(context: &Context<'_>) -> Yaml {
    let auth = map! { "mode": "token", "token": "${OPENCLAW_GATEWAY_TOKEN}" };
    let mut gateway = vec![
        ("mode", Yaml::text("local")),
        ("bind", Yaml::text("lan")),
        ("port", 18789.into()),
        ("auth", auth),
    ];
    // The proxy alone is trusted, by the address that it keeps, and the browser's origin by its route.
    let routes: Vec<&Route> = context
        .stack
        .routes()
        .iter()
        .filter(|route| route.to.as_ref() == Some(&context.service.name))
        .collect();
    let edge = context.stack.services().find(|service| service.kind.speaks(Interface::HttpProxy));
    if let Some(edge) = edge.filter(|_| !routes.is_empty()) {
        let kept = kept_networks(context.stack, edge).into_iter();
        let kept = kept.filter(|network| context.service.networks.contains(network));
        let addresses = kept.map(|network| Scalar::from(&kept_address(edge, network)));
        gateway.push(("trustedProxies", Yaml::list(addresses)));
        let origins = routes.iter().map(|route| {
            let label = route.at.label().map(|label| format!("{label}.")).unwrap_or_default();
            Scalar::literal(format!("https://{label}")).then(Scalar::from(&DOMAIN_NAME))
        });
        let mut control = vec![("allowedOrigins", Yaml::list(origins))];
        if let Some(prefix) = routes.first().and_then(|route| route.at.prefix()) {
            control.insert(0, ("basePath", Yaml::text(prefix)));
        }
        gateway.push(("controlUi", Yaml::map(control)));
    }
    Yaml::map(gateway)
}
