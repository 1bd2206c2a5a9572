//! `vpn-ranges-missing`: a route is for the VPN, and nobody said what the VPN is.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity, stack::Exposure};

pub(super) static RULE: Rule = Rule {
    code: "vpn-ranges-missing",
    severity: Severity::Error,
    summary: "a route is for the VPN, but the VPN has no addresses",
    docs: "\
## What it rejects
A route with `exposure: vpn` in a stack whose `access.vpn` is missing or lists no ranges.

## Why it matters
The gate compares the visitor's address with those ranges. Without any it can let everybody in or nobody, and neither is
what was asked for.

## How to repair
Write `access.vpn.ranges`; Headscale's are `100.64.0.0/10` and `fd7a:115c:a1e0::/48`.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let mut routes = stack.stack.routes.iter().enumerate();
    let Some((index, _)) = routes.find(|(_, route)| route.exposure == Exposure::Vpn) else { return };
    let route = KeyPath::root().key("routes").index(index).key("exposure");
    let help = "write `access: { vpn: { ranges: [100.64.0.0/10, \"fd7a:115c:a1e0::/48\"] } }`";
    match &stack.stack.access.vpn {
        None => {
            findings.report(route, "nobody says which addresses are the VPN's").help(help);
        }
        Some(vpn) if vpn.ranges.is_empty() => {
            let path = KeyPath::root().key("access").key("vpn").key("ranges");
            let finding = findings.report(path, "the VPN has no addresses, so nobody passes its gate");
            finding.help("write at least one range").because(route, "the route for the VPN");
        }
        Some(_) => {}
    }
}
