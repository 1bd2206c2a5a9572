//! `datasources.yml`: the stores that Grafana reads.

use crate::{
    config::Context,
    scalar::Scalar,
    yaml::{Yaml, map},
};
use stack_model::catalogue::Interface;

pub(super) fn document(context: &Context<'_>) -> Yaml {
    let sources = context.stack.servers_of(context.service).filter_map(|(_, server)| {
        let known = [(Interface::MetricsStore, "prometheus"), (Interface::LogStore, "loki")];
        let (interface, kind) = known.into_iter().find(|(interface, _)| server.kind.speaks(*interface))?;
        let is_metrics = interface == Interface::MetricsStore;
        let port = server.application.main_port()?.get();
        let mut keys = vec![
            ("name", Yaml::text(server.application.title)),
            ("uid", Yaml::text(server.name.as_str())),
            ("type", Yaml::text(kind)),
            ("access", Yaml::text("proxy")),
            ("url", Scalar::literal(format!("http://{}:{port}", server.name)).into()),
            ("isDefault", is_metrics.into()),
            ("editable", false.into()),
        ];
        if is_metrics {
            // What `$__rate_interval` is made from: the collector's own interval.
            keys.push(("jsonData", map! { "timeInterval": "30s", "httpMethod": "POST" }));
        }
        Some(Yaml::map(keys))
    });
    map! { "apiVersion": 1, "datasources": Yaml::list(sources) }
}
