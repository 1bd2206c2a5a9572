//! Alloy: container logs to Loki, metrics of everything that it uses to `VictoriaMetrics`.

use super::{Renderer, no_variables};
use crate::{
    config::{ConfigFile, Context},
    engine::{RenderError, verbatim},
};
use minijinja::{Value, context};
use stack_model::{
    CheckedService,
    catalogue::{Exporter, Interface},
};

pub(super) static RENDERER: Renderer = Renderer { files, variables: no_variables };

fn files(context: &Context<'_>) -> Result<Vec<ConfigFile>, RenderError> {
    let peers: Vec<&CheckedService> =
        context.stack.servers_of(context.service).map(|(_, server)| server).collect();
    let host_of =
        |interface| peers.iter().find(|peer| peer.kind.speaks(interface)).map(|peer| peer.name.to_string());
    let targets = peers.iter().filter_map(|peer| {
        let Exporter::Http { port, path, bearer } = peer.application.metrics?.exporter else { return None };
        let address = format!("{}:{}", peer.name, port.get());
        Some(context! {
            name => peer.name.identifier(),
            job => peer.name.to_string(),
            address,
            path,
            bearer => bearer.map_or(Value::from(false), |_| credential(context, peer)),
        })
    });
    let components = peers.iter().filter_map(|peer| {
        let Exporter::Component { name: component, .. } = peer.application.metrics?.exporter else {
            return None;
        };
        let port = peer.listens.map_or(0, stack_model::Port::get);
        Some(context! {
            component => verbatim(component),
            name => verbatim(peer.name.identifier()),
            host => verbatim(peer.name.as_str()),
            port,
            role => verbatim(context.service.name.identifier()),
            credential => credential(context, peer),
        })
    });
    let engine = host_of(Interface::DockerApi);
    let engine =
        engine.map_or_else(|| "unix:///var/run/docker.sock".into(), |name| format!("tcp://{name}:2375"));
    let view = context! {
        engine => verbatim(engine),
        project => verbatim(context.stack.project().name.as_str()),
        loki => host_of(Interface::LogStore).unwrap_or_else(|| "loki".into()),
        victoriametrics => host_of(Interface::MetricsStore).unwrap_or_else(|| "victoriametrics".into()),
        targets => targets.collect::<Value>(),
        components => components.collect::<Value>(),
    };
    Ok(vec![context.render("config.alloy", &view)?])
}

/// The variable that holds what Alloy shows to a service.
fn credential(context: &Context<'_>, peer: &CheckedService) -> Value {
    let secret = context.service.metrics_credential(peer);
    secret.map_or(Value::from(false), |secret| verbatim(secret.variable().as_str()))
}
