//! `policy-without-effect`: a policy speaks of nobody.

use super::{Check, Findings, Rule};
use crate::{
    Resolved, Severity,
    stack::{Parties, Policy},
};

pub(super) static RULE: Rule = Rule {
    code: "policy-without-effect",
    severity: Severity::Warning,
    summary: "a policy has a side on which nobody is in any environment",
    docs: "\
## What it rejects
A policy one side of which is empty in every environment: `data` without a database, `lan` without a machine in a local
network, `vpn` without a VPN, a network that nobody has joined.

## Why it matters
It is kept whatever is written, and who reads it counts on it.

## How to repair
Remove it, or name who is meant.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (path, policy, side) in stack.policy_sides() {
        if is_empty(stack, policy, side) {
            let message = "nobody is meant by it, in any environment where the policy holds";
            findings.report(path, message).help("remove the policy, or name who is meant");
        }
    }
}

fn is_empty(stack: &Resolved, policy: &Policy, side: &Parties) -> bool {
    let declared = |name| stack.stack.environments.contains_key(name);
    let known = side.iter().all(|(_, party)| stack.knows(party))
        && policy.between().environments.iter().all(declared);
    let environments = stack.deployments().map(|(environment, _)| environment);
    let mut reaches = environments.filter(|name| policy.holds_in(name)).filter_map(|name| stack.reach(name));
    let somebody = reaches.any(|reach| side.iter().any(|(_, party)| !reach.party(party).is_empty()));
    known && !somebody
}
