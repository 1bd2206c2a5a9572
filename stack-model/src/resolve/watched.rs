//! What is watched: the metrics that reach a store, and the alerts and dashboards that they are enough for.

use super::{
    Resolved, ResolvedService,
    wiring::{role_password, secret_of},
};
#[cfg(feature = "alerts")]
use crate::{
    catalogue::applications::grafana::GrafanaSettings,
    observability::{Alert, DASHBOARDS, Dashboard, built_in_alerts},
    value::AlertName,
};
use crate::{
    catalogue::{Credential, Exporter, Interface},
    value::{SecretName, ServiceName},
};
use indexmap::IndexMap;
use std::collections::BTreeSet;

impl ResolvedService {
    /// The secret by which this collector reads a server's metrics; none if anybody may. Each server has one of its own,
    /// however many there are of a kind.
    pub fn metrics_credential(&self, server: &Self) -> Option<SecretName> {
        match server.application.metrics?.exporter {
            Exporter::Http { bearer, .. } => bearer.map(|secret| secret_of(&server.name, secret)),
            Exporter::Component { credential: Credential::Role, .. } => {
                Some(role_password(&self.name.identifier()))
            }
            Exporter::Component { credential: Credential::Secret(secret), .. } => {
                Some(secret_of(&server.name, secret))
            }
            Exporter::Component { credential: Credential::None, .. } | Exporter::Itself => None,
        }
    }
}

/// What each collector has to know, under the name of the secret.
pub(super) fn credentials(
    services: &IndexMap<ServiceName, ResolvedService>,
) -> Vec<(ServiceName, SecretName)> {
    let mut credentials = Vec::new();
    for collector in services.values().filter(|service| service.application.collects) {
        let servers = collector.edges.iter().filter_map(|edge| services.get(&edge.to));
        let secrets = servers.filter_map(|server| collector.metrics_credential(server));
        credentials.extend(secrets.map(|secret| (collector.name.clone(), secret)));
    }
    credentials
}

impl Resolved {
    /// The services whose metrics reach a store: the collectors, what they use, and the stores.
    pub fn measured(&self) -> Vec<&ResolvedService> {
        let collectors = || self.services.values().filter(|service| service.application.collects);
        let collected: BTreeSet<_> =
            collectors().flat_map(|collector| &collector.edges).map(|edge| &edge.to).collect();
        let measured = |service: &&ResolvedService| {
            service.application.metrics.is_some_and(|metrics| {
                service.application.collects
                    || metrics.exporter == Exporter::Itself
                    || collected.contains(&service.name)
            })
        };
        self.services.values().filter(measured).collect()
    }

    /// The names of the metrics that reach a store. Those of dumps do where a collector is beside them.
    pub fn metrics(&self) -> BTreeSet<&'static str> {
        let metrics = self.measured().into_iter().filter_map(|service| service.application.metrics);
        let names = metrics.flat_map(|metrics| metrics.names().collect::<Vec<_>>());
        let dumped = self.are_dumps_measured();
        names.filter(|name| dumped || !name.starts_with("stack_dump_")).collect()
    }

    fn are_dumps_measured(&self) -> bool {
        let dumping: Vec<_> =
            self.deployments().flat_map(|(environment, _)| self.dumping_hosts(environment)).collect();
        let mut collectors = self.services.values().filter(|service| service.application.collects);
        collectors.any(|collector| collector.host.as_ref().is_some_and(|host| dumping.contains(host)))
    }
}

#[cfg(feature = "alerts")]
impl Resolved {
    /// The alerts of a Grafana: those that come by themselves, as far as the stack gives what they read, and those that
    /// are written.
    pub fn alerts(&self, grafana: &ResolvedService) -> IndexMap<AlertName, Alert> {
        let mut alerts = IndexMap::new();
        if self.uses(grafana, Interface::MetricsStore) {
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
        if !self.uses(grafana, Interface::MetricsStore) {
            return Vec::new();
        }
        let metrics = self.metrics();
        let shown = |dashboard: &&Dashboard| {
            dashboard.metrics().iter().all(|metric| metrics.contains(metric.as_str()))
                && (!dashboard.reads_logs() || self.uses(grafana, Interface::LogStore))
        };
        DASHBOARDS.iter().filter(shown).collect()
    }

    fn uses(&self, client: &ResolvedService, interface: Interface) -> bool {
        let server = |edge: &super::Edge| self.services.get(&edge.to);
        client.edges.iter().filter_map(server).any(|server| server.kind.speaks(interface))
    }
}

#[cfg(feature = "alerts")]
fn settings(grafana: &ResolvedService) -> Option<&GrafanaSettings> {
    grafana.settings_of()
}
