//! Grafana: data sources with fixed identifiers, dashboards, alerts and who is told of them.

mod alerting;
mod dashboard;
mod datasources;

use super::{Config, ConfigFile, Context, Effect};
use crate::{
    engine::RenderError,
    scalar::Reader,
    yaml::{Yaml, map},
};
use minijinja::context;
use stack_model::{ServiceName, catalogue::Kind};

pub(super) fn config(context: &Context<'_>) -> Result<Config, RenderError> {
    let provisioning = |what: &str, document: &Yaml| ConfigFile {
        destination: format!("configs/{}/provisioning/{what}/{what}.yml", context.service.name),
        ..context.file(&format!("{what}.yml"), document.document(Reader::Plain))
    };
    let sources = Sources::of(context);
    let mut files = vec![provisioning("datasources", &datasources::document(context))];
    let mut mounts = vec![context.mount("provisioning/datasources", "/etc/grafana/provisioning/datasources")];
    let dashboards = context.stack.resolved().dashboards(context.service);
    if !dashboards.is_empty() {
        files.push(provisioning("dashboards", &provider()));
        mounts.push(context.mount("provisioning/dashboards", "/etc/grafana/provisioning/dashboards"));
        mounts.push(context.mount("dashboards", FOLDER));
    }
    for shown in dashboards {
        let text = dashboard::document(shown, &sources).json();
        // Grafana reads the folder again by itself, as often as `provider` says.
        files.push(context.file(&format!("dashboards/{}.json", shown.uid), text).with(Effect::Unprompted));
    }
    if sources.metrics.is_some() {
        files.push(provisioning("alerting", &alerting::document(context, &sources)));
        mounts.push(context.mount("provisioning/alerting", "/etc/grafana/provisioning/alerting"));
    }
    files.push(context.render("backup.py", &context! {})?.with(Effect::Unprompted));
    Ok(Config { files, mounts })
}

/// Where the container sees the dashboards.
const FOLDER: &str = "/etc/grafana/dashboards";

/// Who reads the dashboards from the disk. What a person changes on one is gone at the next start, so none may.
fn provider() -> Yaml {
    let provider = map! {
        "name": "stackwright",
        "orgId": 1,
        "type": "file",
        "disableDeletion": false,
        "allowUiUpdates": false,
        "updateIntervalSeconds": 60,
        "options": map! { "path": FOLDER },
    };
    map! { "apiVersion": 1, "providers": Yaml::List(vec![provider]) }
}

/// The identifiers of the data sources: the names of their services, so that they never change by themselves.
struct Sources<'a> {
    metrics: Option<&'a ServiceName>,
    logs: Option<&'a ServiceName>,
}

impl<'a> Sources<'a> {
    fn of(context: &Context<'a>) -> Self {
        let find = |kind| {
            let servers = context.stack.servers_of(context.service).map(|(_, server)| server);
            servers.into_iter().find(|server| server.kind == kind).map(|server| &server.name)
        };
        Self { metrics: find(Kind::Victoriametrics), logs: find(Kind::Loki) }
    }
}
