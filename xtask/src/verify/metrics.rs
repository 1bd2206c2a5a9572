//! The metrics of an application that an alert or a dashboard reads: those that its own check must find.

use super::Subject;
use anyhow::Context as _;
use camino::Utf8Path;
use stack_model::catalogue::{Interface, Kind};
use std::collections::BTreeSet;

/// The metrics of a kind that an alert or a dashboard of this stack reads.
pub(super) fn read_of(subject: &Subject, kind: Kind) -> BTreeSet<String> {
    let resolved = subject.stack.resolved();
    let mut read = BTreeSet::new();
    for grafana in resolved.services.values().filter(|service| service.kind.speaks(Interface::Dashboards)) {
        let alerts = resolved.alerts(grafana);
        read.extend(alerts.values().flat_map(|alert| alert.expr.metrics().clone()));
        read.extend(resolved.dashboards(grafana).iter().flat_map(|dashboard| dashboard.metrics()));
    }
    let own: BTreeSet<&str> =
        kind.application().metrics.iter().flat_map(stack_model::catalogue::Metrics::names).collect();
    read.retain(|metric| own.contains(metric.as_str()));
    read
}

/// That a page of metrics has all of these.
pub(super) fn ensure_given(page: &Utf8Path, wanted: &BTreeSet<String>) -> anyhow::Result<()> {
    let text = fs_err::read_to_string(page)?;
    let given: BTreeSet<&str> =
        text.lines().filter_map(|line| line.split(['{', ' ']).next()).filter(|name| *name != "#").collect();
    let missing = wanted.iter().find(|metric| !given.contains(metric.as_str()));
    missing
        .map_or(Ok(()), |metric| Err(anyhow::anyhow!("the metric {metric} is read and not given")))
        .context(page.to_string())
}
