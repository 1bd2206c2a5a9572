//! Open ways as a diagram of mermaid.

use super::OpenWays;
use stack_model::Node;
use std::collections::BTreeMap;

/// One box a node, one arrow a pair, with the ports at it.
pub(super) fn diagram(ways: &OpenWays) -> String {
    let mut out = String::from("flowchart LR\n");
    for (name, ways) in ways.by_environment() {
        let environment = name.identifier();
        let id = |node: &Node| {
            let letters = node.to_string().replace(['.', '-'], "_");
            format!("{environment}_{letters}")
        };
        let mut nodes: BTreeMap<String, &Node> = BTreeMap::new();
        let mut pairs: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
        for way in ways {
            nodes.insert(id(&way.from), &way.from);
            nodes.insert(id(&way.to), &way.to);
            let port = way.port_or_any();
            let ports = pairs.entry((id(&way.from), id(&way.to))).or_default();
            if !ports.contains(&port) {
                ports.push(port);
            }
        }
        out.push_str(&format!("    subgraph {environment}_all[\"{name}\"]\n"));
        for (id, node) in nodes {
            let (open, close) = if node.service().is_some() { ('[', ']') } else { ('(', ')') };
            out.push_str(&format!("        {id}{open}\"{node}\"{close}\n"));
        }
        out.push_str("    end\n");
        for ((from, to), ports) in pairs {
            out.push_str(&format!("    {from} -->|\"{}\"| {to}\n", ports.join(" ")));
        }
    }
    out.trim_end().to_owned()
}
