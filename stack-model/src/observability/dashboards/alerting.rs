//! Alerting: what fires, and the numbers behind it.

use super::{Dashboard, Panel, Unit, View, query, series, stat};

pub(super) const DASHBOARD: Dashboard = Dashboard {
    uid: "alerting",
    title: "Alerting",
    variables: &[],
    panels: &[
        Panel { title: "Firing", view: View::Alerts, unit: Unit::Short, columns: 12, queries: &[] },
        stat("Targets that answer", Unit::Short, 12, &[query("sum by (job) (up)", "{{job}}")]),
        series(
            "Error lines",
            Unit::PerMinute,
            24,
            &[query(
                "60 * sum by (container) (rate(loki_process_custom_error_lines_total[$__rate_interval]))",
                "{{container}}",
            )],
        ),
    ],
};
