//! `edge-proxy-waits-for-app`: the edge proxy does not start before an application is healthy.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity, catalogue::Category, stack::Condition};

pub(super) static RULE: Rule = Rule {
    code: "edge-proxy-waits-for-app",
    severity: Severity::Error,
    summary: "the edge proxy does not start before an application is healthy",
    docs: "\
## What it rejects
A service that stands between the Internet and the others, such as `caddy`, and waits for the health of any of them.

## Why it matters
One sick application keeps the proxy down, and with it every other site, the pages that would say so, and the renewal of
certificates. A proxy needs nobody: it answers 502 until its upstream is there.

## How to repair
Remove the dependency; routes need none.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for proxy in stack.services.values().filter(|service| service.application.category == Category::Edge) {
        for (server, condition) in &proxy.start_after {
            if *condition == Condition::Healthy && stack.services.contains_key(server) {
                findings
                    .report(
                        stack.dependency_path(proxy, server),
                        format!("`{}` stays down for as long as `{server}` is not healthy", proxy.name),
                    )
                    .help("remove it: a route needs no start order");
            }
        }
    }
}
