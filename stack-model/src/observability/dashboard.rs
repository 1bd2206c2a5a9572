//! `Dashboard`: panels over the metrics of one application, or over the logs.

use super::{Panel, Query, View};
use std::collections::BTreeSet;

/// Panels over the metrics of one application, or over the logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dashboard {
    /// Its identifier in Grafana, and its file's name.
    pub uid: &'static str,
    /// Its title, as the specification has it (§4.5).
    pub title: &'static str,
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
    /// The queries of its panels, but for those of logs.
    pub fn queries(&self) -> impl Iterator<Item = &'static Query> + use<> {
        self.panels.iter().filter(|panel| panel.view != View::Logs).flat_map(|panel| panel.queries)
    }

    /// Whether one of its panels shows logs.
    pub fn reads_logs(&self) -> bool {
        self.panels.iter().any(|panel| panel.view == View::Logs)
    }

    /// The metrics that its panels read.
    pub fn metrics(&self) -> BTreeSet<String> {
        self.queries().flat_map(|query| query.filled("5m", "1h").metrics().clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::{catalogue::Kind, observability::DASHBOARDS};
    use std::collections::BTreeSet;

    #[test]
    fn every_panel_reads_metrics_that_are_collected() {
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
