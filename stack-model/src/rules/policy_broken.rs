//! `policy-broken`: somebody reaches whom a policy forbids, or does not reach whom it asks for.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Node, Reach, Resolved, Severity,
    reach::Pairs,
    stack::{Between, Parties, Policy},
};

pub(super) static RULE: Rule = Rule {
    code: "policy-broken",
    severity: Severity::Error,
    summary: "somebody reaches whom a policy forbids, or does not reach whom it asks for",
    docs: "\
## What it rejects
A `deny` under `policies` with an open way from somebody of `from` to somebody of `to`; a `require` without one. Ways are
networks that two containers have joined, published ports with the guard in front of them, routes with their gates, ssh, and
the rules of the firewall. `cargo xtask reach --from A --to B` shows all of them.

## Why it matters
Who reaches whom follows from five places of the file, and no one of them looks wrong alone: a service that joins one more
network, a port that is published for a day, a route without its gate. A policy says once what must stay true whoever edits
the file next.

## How to repair
Close the way that is named, or change the policy if the way is wanted.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (index, policy) in stack.stack.policies.iter().enumerate() {
        let path = KeyPath::root().key("policies").index(index).key(policy.word());
        for (environment, _) in stack.deployments().filter(|(environment, _)| policy.holds_in(environment)) {
            let Some(reach) = stack.reach(environment) else { continue };
            let Some(Pairs { first: (from, to), count }) = broken(&reach, policy) else { continue };
            let more = if count > 1 { format!(", and {} more", count - 1) } else { String::new() };
            let finding = match reach.ways(&from, &to).first() {
                Some(way) => findings
                    .report(path.clone(), format!("`{from}` reaches `{to}`: {}{more}", way.why(stack)))
                    .because(way.path(), "this opens the way")
                    .help("close the way, or change the policy"),
                None => findings
                    .report(path.clone(), format!("`{from}` does not reach `{to}`{more}"))
                    .help("let them join a network, write a route, or change the policy"),
            };
            let finding = finding.environment(environment);
            if let Some(reason) = &policy.between().reason {
                finding.because(path.key("reason"), format!("why it is promised: {reason}"));
            }
        }
    }
}

/// The pairs that break a policy.
fn broken(reach: &Reach<'_>, policy: &Policy) -> Option<Pairs> {
    let Between { from, to, .. } = policy.between();
    let side = |parties: &Parties| -> Vec<Node> {
        parties.iter().flat_map(|(_, party)| reach.party(party)).collect()
    };
    reach.pairs(&side(from), &side(to), matches!(policy, Policy::Deny(_)))
}
