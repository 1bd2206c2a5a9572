//! `datasources.yml`: the stores that Grafana reads.

use super::super::Context;
use crate::{
    scalar::Scalar,
    yaml::{Yaml, map},
};
use stack_model::catalogue::Kind;

pub(super) fn document(context: &Context<'_>) -> Yaml {
    let sources = context.stack.servers_of(context.service).filter_map(|(_, server)| {
        let (title, kind, port, default) = match server.kind {
            Kind::Victoriametrics => ("VictoriaMetrics", "prometheus", 8428, true),
            Kind::Loki => ("Loki", "loki", 3100, false),
            _ => return None,
        };
        let mut keys = vec![
            ("name", Yaml::text(title)),
            ("uid", Yaml::text(server.name.as_str())),
            ("type", Yaml::text(kind)),
            ("access", Yaml::text("proxy")),
            ("url", Scalar::literal(format!("http://{}:{port}", server.name)).into()),
            ("isDefault", default.into()),
            ("editable", false.into()),
        ];
        if server.kind == Kind::Victoriametrics {
            // What `$__rate_interval` is made from: the collector's own interval.
            keys.push(("jsonData", map! { "timeInterval": "30s", "httpMethod": "POST" }));
        }
        Some(Yaml::map(keys))
    });
    map! { "apiVersion": 1, "datasources": Yaml::list(sources) }
}
