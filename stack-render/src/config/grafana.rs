//! Grafana: data sources with fixed identifiers.

use super::{Config, ConfigFile, Context};
use crate::{
    scalar::{Reader, Scalar},
    yaml::{Yaml, map},
};
use stack_model::catalogue::Kind;

pub(super) fn config(context: &Context<'_>) -> Config {
    let sources = context.service.edges.iter().filter_map(|edge| {
        let server = context.stack.service(&edge.to);
        let (title, kind, port, default) = match server.kind {
            Kind::Victoriametrics => ("VictoriaMetrics", "prometheus", 8428, true),
            Kind::Loki => ("Loki", "loki", 3100, false),
            _ => return None,
        };
        Some(map! {
            "name": title,
            "uid": server.name.as_str(),
            "type": kind,
            "access": "proxy",
            "url": Scalar::literal(format!("http://{}:{port}", server.name)),
            "isDefault": default,
            "editable": false,
        })
    });
    let document = map! { "apiVersion": 1, "datasources": Yaml::list(sources) };
    let file = ConfigFile {
        destination: format!("configs/{}/provisioning/datasources/datasources.yml", context.service.name),
        ..context.file("datasources.yml", document.document(Reader::Plain))
    };
    Config {
        files: vec![file],
        mounts: vec![context.mount("provisioning/datasources", "/etc/grafana/provisioning/datasources")],
    }
}
