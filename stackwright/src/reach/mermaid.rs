//! Open ways as a diagram of mermaid.

use super::OpenWays;
use std::collections::BTreeMap;

/// One box a name, one arrow a pair of them, with the ports at it.
pub(super) fn diagram(ways: &OpenWays) -> String {
    let mut out = String::from("flowchart LR\n");
    for (environment, ways) in &ways.environments {
        let prefix = environment.identifier();
        let id = |name: &str| format!("{prefix}_{}", name.replace(|c: char| !c.is_ascii_alphanumeric(), "_"));
        let mut boxes: BTreeMap<String, String> = BTreeMap::new();
        let mut arrows: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
        for way in &ways.ways {
            for name in way.from.iter().chain(&way.to) {
                let text = match ways.groups.get(name) {
                    Some(nodes) => format!("{name} ({} services)", nodes.len()),
                    None => name.clone(),
                };
                boxes.insert(id(name), text);
            }
            let port = way.port_or_any();
            for (from, to) in way.from.iter().flat_map(|from| way.to.iter().map(move |to| (from, to))) {
                // Several services that reach each other are an arrow from their box to itself; a service is none to itself.
                if from == to && !ways.groups.contains_key(from) {
                    continue;
                }
                let ports = arrows.entry((id(from), id(to))).or_default();
                if !ports.contains(&port) {
                    ports.push(port.clone());
                }
            }
        }
        out.push_str(&format!("    subgraph {prefix}_all[\"{environment}\"]\n"));
        for (id, text) in boxes {
            let outside = ["internet", "lan", "vpn", "runner"].contains(&text.as_str());
            let (open, close) = if outside || text.starts_with("hosts.") { ('(', ')') } else { ('[', ']') };
            out.push_str(&format!("        {id}{open}\"{text}\"{close}\n"));
        }
        out.push_str("    end\n");
        for ((from, to), ports) in arrows {
            out.push_str(&format!("    {from} -->|\"{}\"| {to}\n", ports.join(" ")));
        }
    }
    out.trim_end().to_owned()
}
