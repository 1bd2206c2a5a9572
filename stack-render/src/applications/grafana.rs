//! Grafana: data sources with fixed identifiers, dashboards, alerts and who is told of them.

#[path = "grafana/alerting.rs"]
mod alerting;
#[path = "grafana/dashboard.rs"]
mod dashboard;
#[path = "grafana/datasources.rs"]
mod datasources;

use super::{Renderer, no_variables};
use crate::{
    config::{ConfigFile, Context},
    engine::RenderError,
    scalar::Reader,
    yaml::{Yaml, map},
};
use minijinja::context;
use stack_model::{ServiceName, catalogue::Interface};

pub(super) static RENDERER: Renderer = Renderer { files, variables: no_variables };

fn files(context: &Context<'_>) -> Result<Vec<ConfigFile>, RenderError> {
    let provisioning =
        |what: &str, document: &Yaml| context.file(&format!("{what}.yml"), document.document(Reader::Plain));
    let sources = Sources::of(context);
    let mut files = vec![provisioning("datasources", &datasources::document(context))?];
    let dashboards = context.stack.resolved().dashboards(context.service);
    if !dashboards.is_empty() {
        files.push(provisioning("dashboards", &provider())?);
    }
    for shown in dashboards {
        let text = dashboard::document(shown, &sources).json();
        files.push(context.file(&format!("dashboards/{}.json", shown.uid), text)?);
    }
    if sources.metrics.is_some() {
        files.push(provisioning("alerting", &alerting::document(context, &sources))?);
    }
    files.push(context.render("backup.py", &context! {})?);
    Ok(files)
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
        let find = |interface| {
            let servers = context.stack.servers_of(context.service).map(|(_, server)| server);
            servers.into_iter().find(|server| server.kind.speaks(interface)).map(|server| &server.name)
        };
        Self { metrics: find(Interface::MetricsStore), logs: find(Interface::LogStore) }
    }
}
