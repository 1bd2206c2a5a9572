//! `connections-over-limit`: the pools of a database server's clients may open more than it takes.

use super::{Check, Findings, Rule};
use crate::{
    Resolved, Severity, catalogue::applications::postgresql::PostgresqlSettings,
    resolve::connections::reserve,
};

pub(super) static RULE: Rule = Rule {
    code: "connections-over-limit",
    severity: Severity::Error,
    summary: "the clients of a database server may open more connections than it takes",
    docs: "\
## What it rejects
An environment in which the pools of the services that use a PostgreSQL, and eight connections beside them, are more than
its `max_connections`. Three of the eight are kept for the superuser; the others are for a dump, an operator and
migrations. A pool is as large as `connections` of the edge says, as the catalogue knows, or 10 for a `container`.
`max_connections` is one for each 8 MiB of the server's memory limit, and no more than 100, unless it is written.

## Why it matters
Pools fill under load. The server then answers `too many clients already` to whoever comes next: to a request, or to the
dump of that night.

## How to repair
Write smaller `connections` on the edges, raise `max_connections`, or give the server more memory.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (environment, deployment) in stack.deployments() {
        for server in stack.running(deployment) {
            let (Some(most), Some(settings)) =
                (server.max_connections_in(environment), server.settings_of::<PostgresqlSettings>())
            else {
                continue;
            };
            let clients = stack.running(deployment).flat_map(|client| &client.edges);
            let pools: Vec<_> = clients
                .filter(|edge| edge.to == server.name)
                .filter_map(|edge| Some((edge, edge.connections?)))
                .collect();
            let sum: u32 = pools.iter().map(|(_, connections)| u32::from(*connections)).sum();
            let wanted = sum + u32::from(reserve());
            if pools.is_empty() || wanted <= most {
                continue;
            }
            let path = if settings.max_connections.is_some() {
                server.path().key("config").key("max_connections")
            } else {
                server.path()
            };
            let message = format!(
                "`{}` takes {most} connections; its clients may open {sum}, and {} are kept beside them",
                server.name,
                reserve(),
            );
            let mut finding = findings.report(path, message).environment(environment);
            for (edge, connections) in pools {
                finding = finding.because(edge.path.clone(), format!("{connections} connections"));
            }
            finding.help(format!("make pools smaller, or write `max_connections: {wanted}` or more"));
        }
    }
}
