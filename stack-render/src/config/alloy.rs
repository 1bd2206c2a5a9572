//! Alloy: container logs to Loki, metrics of everything that it uses to `VictoriaMetrics`.

use super::{Config, Context};
use crate::engine::RenderError;
use minijinja::{Value, context};
use stack_model::{catalogue::Kind, resolve::ResolvedService};

/// What to scrape of each kind: port, path, and whether its key is sent.
fn target(service: &ResolvedService) -> Option<(u16, &'static str, bool)> {
    match service.kind {
        Kind::Cadvisor => Some((8080, "/metrics", false)),
        Kind::Litellm => Some((4000, "/metrics/", false)),
        Kind::N8n => Some((5678, "/metrics", false)),
        Kind::Qdrant => Some((6333, "/metrics", true)),
        _ => None,
    }
}

pub(super) fn config(context: &Context<'_>) -> Result<Config, RenderError> {
    let peers: Vec<&ResolvedService> =
        context.service.edges.iter().map(|edge| context.stack.service(&edge.to)).collect();
    let host_of = |kind| peers.iter().find(|peer| peer.kind == kind).map(|peer| peer.name.to_string());
    let targets = peers.iter().filter_map(|peer| {
        let (port, path, keyed) = target(peer)?;
        let address = format!("{}:{port}", peer.name);
        Some(context! { name => peer.name.identifier(), job => peer.name.to_string(), address, path, keyed })
    });
    let view = context! {
        loki => host_of(Kind::Loki).unwrap_or_else(|| "loki".into()),
        victoriametrics => host_of(Kind::Victoriametrics).unwrap_or_else(|| "victoriametrics".into()),
        redis => host_of(Kind::Redis).map_or(Value::from(false), Value::from),
        targets => targets.collect::<Value>(),
    };
    Ok(Config {
        files: vec![context.render("config.alloy", &view)?],
        mounts: vec![context.mount("", "/etc/alloy")],
    })
}
