//! `metric-without-producer`: an alert reads a metric that nothing in the stack gives.

use super::{Check, Findings, Rule};
use crate::{
    Resolved, Severity,
    catalogue::{Kind, applications::grafana::GrafanaSettings},
    syntax::suggest,
};

pub(super) static RULE: Rule = Rule {
    code: "metric-without-producer",
    severity: Severity::Error,
    summary: "an alert reads a metric that nothing in the stack gives",
    docs: "\
## What it rejects
An expression under `alerts:` of a Grafana that reads a metric which no collected service gives: its name is unknown, or
the application that gives it is not in the stack, or no Alloy uses that application.

## Why it matters
Such an expression gives nothing, and nothing is never above a limit. The alert looks like one, and stays silent on the day
for which it was written (field reports MON-01 and MON-02).

## How to repair
Correct the name, or let Alloy collect from the service: add it to the collector's `uses:`.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let known: Vec<&str> = stack.metrics().into_iter().collect();
    for grafana in stack.services.values() {
        let Some(settings) = grafana.settings_of::<GrafanaSettings>() else { continue };
        for (name, alert) in &settings.alerts {
            let missing = alert.expr.metrics().iter().find(|metric| !known.contains(&metric.as_str()));
            let Some(metric) = missing else { continue };
            let path = grafana.path().key("config").key("alerts").key(name).key("expr");
            let gives_it = |kind: &&Kind| {
                kind.application().metrics.is_some_and(|metrics| metrics.names().any(|name| name == metric))
            };
            let finding = findings.report(path, format!("nothing in this stack gives the metric `{metric}`"));
            let producer = Kind::ALL.iter().find(gives_it);
            finding.help(match producer {
                Some(kind) => producer_help(stack, *kind),
                None => suggest(metric, &known).unwrap_or_else(|| "let an `alloy` collect metrics".into()),
            });
        }
    }
}

/// What is missing between an application of this kind and the store.
fn producer_help(stack: &Resolved, kind: Kind) -> String {
    let title = kind.application().title;
    let service = stack.services.values().find(|service| service.kind == kind);
    let collector = stack.services.values().find(|service| service.application.collects);
    match (service, collector) {
        (Some(service), Some(collector)) if !kind.application().collects => {
            format!("{title} gives it: add `{}` to `uses` of `{}`", service.name, collector.name)
        }
        (Some(service), None) => format!("{title} gives it: add an `alloy` that uses `{}`", service.name),
        _ => format!("{title} gives it, and is not in this stack"),
    }
}
