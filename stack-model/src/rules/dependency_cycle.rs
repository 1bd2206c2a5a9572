//! `dependency-cycle`: services wait for each other in a circle.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity, value::ServiceName};
use indexmap::IndexMap;

pub(super) static RULE: Rule = Rule {
    code: "dependency-cycle",
    severity: Severity::Error,
    summary: "services wait for each other in a circle",
    docs: "\
## What it rejects
Services of which each starts after the next, and the last after the first, by `uses` and `depends_on` together.

## Why it matters
Compose refuses the whole file: there is no order in which the services could start.

## How to repair
Remove one edge of the circle; the client that loses it must connect again by itself.
",
    acceptable: false,
    check: Check::Stack(check),
};

/// How far the search has come with a service.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    /// It is on the path from the root of the search.
    Open,
    /// Everything that it waits for has been seen.
    Done,
}

/// A search in depth, with a path of its own instead of recursion. Each edge back onto the path closes one circle.
fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let mut visits: IndexMap<&ServiceName, Visit> = IndexMap::new();
    for root in stack.services.keys() {
        let mut path: Vec<(&ServiceName, usize)> = Vec::new();
        if !visits.contains_key(root) {
            visits.insert(root, Visit::Open);
            path.push((root, 0));
        }
        while let Some((name, next)) = path.last_mut() {
            let name = *name;
            let server = stack.services[name].start_after.get_index(*next).map(|(server, _)| server);
            *next += 1;
            match server {
                None => {
                    visits.insert(name, Visit::Done);
                    path.pop();
                }
                Some(server) if !stack.services.contains_key(server) => {}
                Some(server) => match visits.get(server) {
                    None => {
                        visits.insert(server, Visit::Open);
                        path.push((server, 0));
                    }
                    Some(Visit::Open) => report(stack, &path, server, findings),
                    Some(Visit::Done) => {}
                },
            }
        }
    }
}

/// Reports the circle that the last service of a path closes by waiting for `first`.
fn report(
    stack: &Resolved,
    path: &[(&ServiceName, usize)],
    first: &ServiceName,
    findings: &mut Findings<'_>,
) {
    let circle: Vec<&ServiceName> =
        path.iter().map(|(name, _)| *name).skip_while(|name| *name != first).collect();
    let Some(last) = circle.last().and_then(|last| stack.services.get(*last)) else { return };
    let mut words: Vec<String> = circle.iter().map(|name| format!("`{name}`")).collect();
    words.push(format!("`{first}`"));
    let message = format!("each of these waits for the next: {}", words.join(" → "));
    let mut finding = findings.report(stack.dependency_path(last, first), message);
    for pair in circle.windows(2) {
        if let [client, server] = pair
            && let Some(client) = stack.services.get(*client)
        {
            finding =
                finding.because(stack.dependency_path(client, server), format!("`{}` waits", client.name));
        }
    }
    finding.help("remove one of these edges");
}
