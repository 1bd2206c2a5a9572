//! `Dashboard`: panels over the metrics of one application, or over the logs.

use super::{Panel, View};
use crate::{catalogue::Kind, value::Promql};
use std::collections::BTreeSet;

/// Panels over the metrics of one application, or over the logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dashboard {
    /// Its identifier in Grafana, and its file's name.
    pub uid: &'static str,
    /// Its title, as the specification has it (§4.5).
    pub title: &'static str,
    /// The application that it shows.
    pub of: Kind,
    /// What a person can choose.
    pub variables: &'static [Variable],
    /// Its panels, in the order in which they are read.
    pub panels: &'static [Panel],
}

/// What a person can choose on a dashboard: the values of a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable {
    /// Its name, and the label's.
    pub label: &'static str,
    /// What people read.
    pub title: &'static str,
}

impl Dashboard {
    /// The metrics that its panels read.
    ///
    /// # Panics
    /// If a panel's query is no `PromQL`; a test holds that at "never".
    pub fn metrics(&self) -> BTreeSet<String> {
        let queries =
            self.panels.iter().filter(|panel| panel.view != View::Logs).flat_map(|panel| panel.queries);
        queries.flat_map(|query| instant(query.expr).metrics().clone()).collect()
    }
}

/// A query with a time in the place of what Grafana fills in.
fn instant(expr: &str) -> Promql {
    let expr = expr.replace("$__rate_interval", "5m").replace("$__range", "1h").replace("=~\"$", "=~\"");
    Promql::new(expr).expect("the queries of the dashboards are PromQL, as a test holds")
}

#[cfg(test)]
mod tests {
    use crate::{catalogue::Kind, observability::DASHBOARDS};
    use std::collections::BTreeSet;

    #[test]
    fn every_panel_reads_metrics_that_somebody_gives() {
        let known: BTreeSet<&str> = Kind::ALL
            .iter()
            .filter_map(|kind| kind.application().metrics)
            .flat_map(|metrics| metrics.names().collect::<Vec<_>>())
            .collect();
        let uids: BTreeSet<&str> = DASHBOARDS.iter().map(|dashboard| dashboard.uid).collect();
        assert_eq!(uids.len(), DASHBOARDS.len(), "one identifier, one dashboard");
        for dashboard in DASHBOARDS {
            for metric in dashboard.metrics() {
                assert!(
                    known.contains(metric.as_str()),
                    "{} reads {metric}, which nothing gives",
                    dashboard.uid
                );
            }
            let columns: u32 = dashboard.panels.iter().map(|panel| u32::from(panel.columns)).sum();
            assert_eq!(columns % 24, 0, "the last row of {} has a hole", dashboard.uid);
        }
    }
}
