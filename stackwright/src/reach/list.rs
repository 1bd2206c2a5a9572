//! Open ways as a table, as JSON, and as what a change opens or closes.

use comfy_table::{Table, presets::NOTHING};
use serde_json::{Value, json};
use stack_model::{DeploymentName, Node, Port};

/// An open way, in words.
#[derive(Debug, Clone)]
pub(super) struct Open {
    pub(super) environment: DeploymentName,
    pub(super) from: Node,
    pub(super) to: Node,
    pub(super) port: Option<Port>,
    pub(super) by: &'static str,
    pub(super) why: String,
    pub(super) path: String,
}

impl Open {
    /// What makes it the same way in another file.
    pub(super) fn key(&self) -> (&DeploymentName, &Node, &Node, Option<Port>, &str) {
        (&self.environment, &self.from, &self.to, self.port, self.by)
    }

    fn port(&self) -> String {
        self.port.map_or_else(|| "any".into(), |port| port.to_string())
    }
}

/// By environment and target: each port with why it is open, and for whom.
pub(super) fn text(ways: &[Open]) -> String {
    let mut out = String::new();
    for ways in ways.chunk_by(|a, b| a.environment == b.environment) {
        let mut table = Table::new();
        table.load_style(NOTHING);
        table.set_header(["to", "port", "why", "from"]);
        let mut rows: Vec<(&Open, Vec<String>)> = Vec::new();
        for way in ways {
            let same = |(known, _): &&mut (&Open, Vec<String>)| {
                known.to == way.to && known.port == way.port && known.why == way.why
            };
            match rows.iter_mut().find(same) {
                Some((_, from)) => from.push(way.from.to_string()),
                None => rows.push((way, vec![way.from.to_string()])),
            }
        }
        for (way, from) in rows {
            table.add_row([way.to.to_string(), way.port(), way.why.clone(), from.join(" ")]);
        }
        out.push_str(&format!("{}\n{table}\n\n", ways[0].environment));
    }
    if out.is_empty() { "no way is open".into() } else { out.trim_end().to_owned() }
}

/// By environment, one object a way.
pub(super) fn json(ways: &[Open]) -> Value {
    let way = |way: &Open| {
        json!({
            "from": way.from.to_string(),
            "to": way.to.to_string(),
            "port": way.port.map(Port::get),
            "by": way.by,
            "why": way.why,
            "path": way.path,
        })
    };
    let environments: serde_json::Map<String, Value> = ways
        .chunk_by(|a, b| a.environment == b.environment)
        .map(|ways| (ways[0].environment.to_string(), ways.iter().map(way).collect()))
        .collect();
    json!({ "environments": environments })
}

/// A line for each way that is open now and was not, and for each that was and is not.
pub(super) fn difference(opened: &[Open], closed: &[Open]) -> String {
    let line = |sign: char| {
        move |way: &Open| {
            format!(
                "{sign} {}: {} -> {}, port {}: {}",
                way.environment,
                way.from,
                way.to,
                way.port(),
                way.why
            )
        }
    };
    let lines: Vec<String> = opened.iter().map(line('+')).chain(closed.iter().map(line('-'))).collect();
    if lines.is_empty() { "nothing is opened and nothing is closed".into() } else { lines.join("\n") }
}
