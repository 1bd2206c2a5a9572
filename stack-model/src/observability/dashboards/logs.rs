//! Logs Explorer: the log of every container, to be filtered.

use super::{Dashboard, Panel, Unit, Variable, View, query, series};

pub(super) const DASHBOARD: Dashboard = Dashboard {
    uid: "logs-explorer",
    title: "Logs Explorer",
    variables: &[Variable { label: "container", title: "Container" }],
    panels: &[
        series(
            "Error lines",
            Unit::PerMinute,
            24,
            &[query(
                "60 * sum by (container) (rate(loki_process_custom_error_lines_total{container=~\"$container\"}[$__rate_interval]))",
                "{{container}}",
            )],
        ),
        Panel {
            title: "Logs",
            view: View::Logs,
            unit: Unit::Short,
            columns: 24,
            queries: &[query("{container=~\"$container\"}", "")],
        },
    ],
};
