//! `promtool`: the generated alert rules, on the samples that each alert comes with.

use super::{Check, CheckOutcome, Running, Subject};
use crate::{application::kind, consumer};
use anyhow::Context as _;
use serde::Deserialize;
use serde_json::json;
use stack_model::observability::{Alert, Samples};
use std::process::Command;

pub(super) const CHECK: Check = Check {
    name: "promtool",
    proves: "each generated alert is silent on its healthy samples and fires on its failing ones",
    needs: &["promtool"],
    run,
};

/// `alerting.yml`, as far as it decides what fires.
#[derive(Deserialize)]
struct Alerting {
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
struct Rule {
    uid: String,
    condition: String,
    #[serde(rename = "for")]
    lasting: String,
    data: Vec<Data>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    ref_id: String,
    model: Model,
}

#[derive(Deserialize)]
struct Model {
    #[serde(default)]
    expr: String,
    #[serde(default)]
    expression: String,
    #[serde(default)]
    conditions: Vec<Condition>,
}

#[derive(Deserialize)]
struct Condition {
    evaluator: Evaluator,
}

#[derive(Deserialize)]
struct Evaluator {
    #[serde(rename = "type")]
    kind: String,
    params: Vec<f64>,
}

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let (mut tested, mut silent) = (0, 0);
    let graphs = subject.running(kind("grafana"));
    for running in &graphs {
        let alerts = subject.stack.resolved().alerts(running.service);
        if alerts.is_empty() {
            silent += 1;
            continue;
        }
        fs_err::create_dir_all(&running.scratch)?;
        let rules = rules(running)?;
        anyhow::ensure!(
            rules.len() == alerts.len(),
            "{} alerts are written, {} are meant",
            rules.len(),
            alerts.len()
        );
        let mut written = Vec::new();
        let mut tests = Vec::new();
        for rule in &rules {
            let (_, alert) = alerts
                .iter()
                .find(|(name, _)| name.as_str() == rule.uid)
                .with_context(|| format!("{} is no alert of the model", rule.uid))?;
            written.push(json!({ "alert": rule.uid, "expr": rule.promql()?, "for": rule.lasting }));
            tests.push(test(&rule.uid, alert, &alert.healthy, false));
            tests.push(test(&rule.uid, alert, &alert.failing, true));
        }
        let file = running.scratch.join("rules.yml");
        let rules = json!({ "groups": [{ "name": "generated", "interval": "1m", "rules": written }] });
        fs_err::write(&file, rules.to_string())?;
        consumer::run(Command::new("promtool").args(["check", "rules", file.as_str()]))?;
        let suite = running.scratch.join("tests.yml");
        tested += tests.len();
        let tests = json!({ "rule_files": ["rules.yml"], "evaluation_interval": "1m", "tests": tests });
        fs_err::write(&suite, tests.to_string())?;
        consumer::run(Command::new("promtool").args(["test", "rules", suite.as_str()]))
            .with_context(|| running.to_string())?;
    }
    if silent == graphs.len() {
        return CheckOutcome::nothing_to_do("no Grafana that runs has an alert");
    }
    CheckOutcome::proven([(tested, "samples, each answered as the alert says")])
}

fn rules(running: &Running<'_>) -> anyhow::Result<Vec<Rule>> {
    let path = format!("configs/{}/provisioning/alerting/alerting.yml", running.service.name);
    let file: Alerting = serde_yaml::from_str(&fs_err::read_to_string(running.folder.join(path))?)?;
    Ok(file.groups.into_iter().flat_map(|group| group.rules).collect())
}

impl Rule {
    /// What Grafana does in two steps, a query and a threshold on it, as one expression of Prometheus.
    fn promql(&self) -> anyhow::Result<String> {
        let find = |id: &str| self.data.iter().find(|data| data.ref_id == id).map(|data| &data.model);
        let threshold = find(&self.condition).context("the condition is no part of the rule")?;
        let query = find(&threshold.expression).context("the threshold looks at nothing")?;
        let [condition] = threshold.conditions.as_slice() else {
            anyhow::bail!("{}: not one condition", self.uid)
        };
        let operator = match condition.evaluator.kind.as_str() {
            "gt" => ">",
            "lt" => "<",
            other => anyhow::bail!("{}: `{other}` is no threshold", self.uid),
        };
        let [limit] = condition.evaluator.params.as_slice() else {
            anyhow::bail!("{}: not one limit", self.uid)
        };
        Ok(format!("({}) {operator} {limit}", query.expr))
    }
}

/// A quarter of an hour after it may fire first, it fires or does not.
fn test(name: &str, alert: &Alert, samples: &Samples, fires: bool) -> serde_json::Value {
    let minutes = 15 + alert.lasting.map_or(0, |lasting| lasting.seconds().div_ceil(60));
    let series: Vec<_> = samples
        .iter()
        .map(|(series, values)| json!({ "series": series.as_str(), "values": values.as_str() }))
        .collect();
    let firing = format!("count(ALERTS{{alertname=\"{name}\",alertstate=\"firing\"}}) > bool 0 or vector(0)");
    json!({
        "name": format!("{name} {}", if fires { "fires" } else { "stays silent" }),
        "interval": "1m",
        "input_series": series,
        "promql_expr_test": [{
            "expr": firing,
            "eval_time": format!("{minutes}m"),
            "exp_samples": [{ "labels": "{}", "value": u8::from(fires) }],
        }],
    })
}
