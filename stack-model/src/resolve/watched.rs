//! What is watched: the metrics that reach a store, and the alerts and dashboards that they are enough for.

use super::{Resolved, ResolvedService};
use crate::{
    catalogue::Kind,
    observability::{Alert, DASHBOARDS, Dashboard, built_in_alerts},
    stack::settings::{GrafanaSettings, Settings},
    value::AlertName,
};
use indexmap::IndexMap;
use std::collections::BTreeSet;

impl Resolved {
    /// The services whose metrics reach a store: the collectors, what they use, and the stores.
    pub fn measured(&self) -> Vec<&ResolvedService> {
        let collectors = || self.services.values().filter(|service| service.kind == Kind::Alloy);
        let collected: BTreeSet<_> =
            collectors().flat_map(|collector| &collector.edges).map(|edge| &edge.to).collect();
        let measured = |service: &&ResolvedService| {
            service.application.metrics.is_some()
                && (matches!(service.kind, Kind::Alloy | Kind::Victoriametrics)
                    || collected.contains(&service.name))
        };
        self.services.values().filter(measured).collect()
    }

    /// The names of the metrics that reach a store.
    pub fn metrics(&self) -> BTreeSet<&'static str> {
        let metrics = self.measured().into_iter().filter_map(|service| service.application.metrics);
        metrics.flat_map(|metrics| metrics.names().collect::<Vec<_>>()).collect()
    }

    /// The alerts of a Grafana: those that come by themselves, as far as the stack gives what they read, and those that
    /// are written.
    pub fn alerts(&self, grafana: &ResolvedService) -> IndexMap<AlertName, Alert> {
        let mut alerts = IndexMap::new();
        if self.uses(grafana, Kind::Victoriametrics) {
            let metrics = self.metrics();
            let given =
                |alert: &Alert| alert.expr.metrics().iter().all(|metric| metrics.contains(metric.as_str()));
            let retired =
                |name: &AlertName| settings(grafana).is_some_and(|s| s.retired_alerts.contains(name));
            let own = built_in_alerts().iter().filter(|(name, alert)| !retired(name) && given(alert));
            alerts.extend(own.cloned());
        }
        let written = settings(grafana).into_iter().flat_map(|settings| settings.alerts.clone());
        alerts.extend(written);
        alerts
    }

    /// The alerts that a Grafana may still have and should not: those that are retired, and those that come by
    /// themselves in other stacks only.
    pub fn retired_alerts(&self, grafana: &ResolvedService) -> Vec<AlertName> {
        let present = self.alerts(grafana);
        let written = settings(grafana).into_iter().flat_map(|settings| settings.retired_alerts.clone());
        let known = built_in_alerts().iter().map(|(name, _)| name.clone()).chain(written);
        let retired: BTreeSet<AlertName> = known.filter(|name| !present.contains_key(name)).collect();
        retired.into_iter().collect()
    }

    /// The dashboards of a Grafana, as far as the stack has what they show.
    pub fn dashboards(&self, grafana: &ResolvedService) -> Vec<&'static Dashboard> {
        if !self.uses(grafana, Kind::Victoriametrics) {
            return Vec::new();
        }
        let metrics = self.metrics();
        let shown = |dashboard: &&Dashboard| {
            dashboard.metrics().iter().all(|metric| metrics.contains(metric.as_str()))
                && (dashboard.of != Kind::Loki || self.uses(grafana, Kind::Loki))
        };
        DASHBOARDS.iter().filter(shown).collect()
    }

    fn uses(&self, client: &ResolvedService, kind: Kind) -> bool {
        let server = |edge: &super::Edge| self.services.get(&edge.to);
        client.edges.iter().filter_map(server).any(|server| server.kind == kind)
    }
}

fn settings(grafana: &ResolvedService) -> Option<&GrafanaSettings> {
    match &grafana.settings {
        Settings::Grafana(settings) => Some(settings),
        _ => None,
    }
}
