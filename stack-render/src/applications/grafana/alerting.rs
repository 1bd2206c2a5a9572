//! `alerting.yml`: alert rules, who is told, and the rules that Grafana is to forget.
//!
//! Grafana replaces `$NAME` by a variable of its environment in every text of this file but the annotations
//! (grafana/grafana, issue 71007).

use super::Sources;
use crate::{
    config::Context,
    yaml::{Yaml, map},
};
use stack_model::{
    AlertName,
    catalogue::applications::grafana::{Contact, GrafanaSettings},
    observability::Alert,
};

/// The name of the contact point.
const CONTACT: &str = "operators";

/// Seconds of metrics that a rule may look back on.
const RANGE: u32 = 1800;

pub(super) fn document(context: &Context<'_>, sources: &Sources<'_>) -> Yaml {
    let resolved = context.stack.resolved();
    let source = sources.metrics.map_or("", |name| name.as_str());
    let alerts = resolved.alerts(context.service);
    let rules = alerts.iter().map(|(name, alert)| rule(name, alert, source));
    let group = map! {
        "orgId": 1,
        "name": "stackwright",
        "folder": "Stackwright",
        "interval": "1m",
        "rules": Yaml::list(rules),
    };
    let mut document = vec![("apiVersion", 1.into()), ("groups", Yaml::List(vec![group]))];
    let retired = resolved.retired_alerts(context.service);
    let retired = retired.iter().map(|name| map! { "orgId": 1, "uid": name.as_str() });
    document.push(("deleteRules", Yaml::list(retired)));
    if let Some(settings) = context.service.settings_of::<GrafanaSettings>()
        && let Some(contact) = &settings.contact
    {
        let point = map! { "orgId": 1, "name": CONTACT, "receivers": Yaml::List(vec![receiver(contact)]) };
        document.push(("contactPoints", Yaml::List(vec![point])));
        let policy = map! {
            "orgId": 1,
            "receiver": CONTACT,
            "group_by": Yaml::list(["alertname"]),
            "group_wait": "30s",
            "group_interval": "5m",
            "repeat_interval": "4h",
        };
        document.push(("policies", Yaml::List(vec![policy])));
    }
    Yaml::map(document)
}

/// A query, and a threshold on its value.
fn rule(name: &AlertName, alert: &Alert, source: &str) -> Yaml {
    let (_, evaluator, limit) = alert.fires.operator();
    let value = map! {
        "refId": "value",
        "relativeTimeRange": map! { "from": RANGE, "to": 0 },
        "datasourceUid": source,
        "model": map! { "refId": "value", "expr": alert.expr.as_str(), "instant": true, "range": false },
    };
    let condition = map! { "evaluator": map! { "type": evaluator, "params": Yaml::list([limit]) } };
    let fires = map! {
        "refId": "fires",
        "relativeTimeRange": map! { "from": 0, "to": 0 },
        "datasourceUid": "__expr__",
        "model": map! {
            "refId": "fires",
            "type": "threshold",
            "expression": "value",
            "conditions": Yaml::List(vec![condition]),
        },
    };
    map! {
        "uid": name.as_str(),
        "title": unexpanded(&alert.title.to_string()),
        "condition": "fires",
        "data": Yaml::List(vec![value, fires]),
        // An expression that gives nothing has nothing to report: `collector-silent` watches over that.
        "noDataState": "OK",
        "execErrState": "Error",
        "for": alert.lasting.map_or_else(|| "0s".into(), |lasting| lasting.to_string()),
        "annotations": map! { "summary": alert.summary.to_string() },
        "labels": map! { "severity": alert.urgency.name() },
    }
}

/// A text whose dollars Grafana leaves alone.
fn unexpanded(text: &str) -> String {
    text.replace('$', "$$")
}

fn receiver(contact: &Contact) -> Yaml {
    let reference = format!("${{{}}}", contact.secret().variable());
    let (kind, settings) = match contact {
        Contact::Webhook(_) => ("webhook", map! { "url": reference, "httpMethod": "POST" }),
        Contact::Slack(_) => ("slack", map! { "url": reference }),
        Contact::Discord(_) => ("discord", map! { "url": reference }),
        Contact::Telegram(telegram) => {
            ("telegram", map! { "bottoken": reference, "chatid": telegram.chat_id.to_string() })
        }
    };
    map! { "uid": CONTACT, "type": kind, "settings": settings }
}
