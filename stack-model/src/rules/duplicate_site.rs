//! `duplicate-site`: two answers for one address.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity, catalogue::Interface, stack::Route, value::RouteAddress};
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    code: "duplicate-site",
    severity: Severity::Error,
    summary: "two routes, or two proxies, answer for the same address",
    docs: "\
## What it rejects
Two routes with the same `at` that both take every path, or whose `only` patterns meet in some path, and two proxies on
one machine. A route with `only` beside one without is no conflict: the narrower one is asked first.

## Why it matters
One of the two is never asked, and which one depends on their order. If one is public and the other for the VPN, the order
decides who may see it. Two proxies cannot both have port 443: the second one does not start.

## How to repair
Give one route another `at`, or `only` patterns of its own. Put all routes behind one proxy.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let mut sites: BTreeMap<&RouteAddress, Vec<(usize, &Route)>> = BTreeMap::new();
    for (index, route) in stack.stack.routes.iter().enumerate() {
        let earlier = sites.entry(&route.at).or_default();
        check_route(index, route, earlier, findings);
        earlier.push((index, route));
    }
    check_proxies(stack, findings);
}

/// Reports a route that meets an earlier one at the same address.
fn check_route(index: usize, route: &Route, earlier: &[(usize, &Route)], findings: &mut Findings<'_>) {
    let path = KeyPath::root().key("routes").index(index);
    let (conflict, other, path) = if route.only.is_empty() {
        let Some((other, _)) = earlier.iter().find(|(_, other)| other.only.is_empty()) else { return };
        (format!("`{}` is taken", route.at), *other, path.key("at"))
    } else {
        let meeting = route.only.iter().enumerate().find_map(|(at, pattern)| {
            let other =
                earlier.iter().find(|(_, other)| other.only.iter().any(|other| other.overlaps(pattern)));
            other.map(|(other, _)| (at, pattern, *other))
        });
        let Some((at, pattern, other)) = meeting else { return };
        (format!("`{pattern}` at `{}` is taken", route.at), other, path.key("only").index(at))
    };
    let finding =
        findings.report(path, conflict).help("give one of them another `at`, or `only` paths of its own");
    finding.because(KeyPath::root().key("routes").index(other), "the other route");
}

fn check_proxies(stack: &Resolved, findings: &mut Findings<'_>) {
    let mut proxies = BTreeMap::new();
    for service in stack.services.values().filter(|service| service.kind.speaks(Interface::HttpProxy)) {
        let Some(host) = &service.host else { continue };
        if let Some(first) = proxies.get(host) {
            let message = format!("`{host}` has a second proxy, and both take ports 80 and 443");
            let finding = findings.report(service.path(), message).at_key();
            finding.help("put all routes behind one proxy").because(KeyPath::clone(first), "the first proxy");
        } else {
            proxies.insert(host, service.path());
        }
    }
}
