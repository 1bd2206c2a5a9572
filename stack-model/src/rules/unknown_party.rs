//! `unknown-party`: a policy names somebody who is not declared.

use super::{Check, Findings, Rule};
use crate::{HostName, NetworkName, Resolved, ServiceName, Severity, stack::Party, syntax::suggest};

pub(super) static RULE: Rule = Rule {
    code: "unknown-party",
    severity: Severity::Error,
    summary: "a policy names a service, a network or a machine that is not declared",
    docs: "\
## What it rejects
A name under `from` or `to` of a policy that is no word for a zone, and stands neither under `services`, nor, as
`networks.NAME` or `hosts.NAME`, under `networks` or `hosts`.

## Why it matters
A promise about somebody who does not exist is always kept, and the one who was meant is not protected by it.

## How to repair
Correct the name.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (path, _, side) in stack.policy_sides() {
        for (index, party) in side.iter().filter(|(_, party)| !stack.knows(party)) {
            let path = index.map_or_else(|| path.clone(), |index| path.index(index));
            let (message, help) = missing(stack, party);
            let finding = findings.report(path, message);
            if let Some(help) = help {
                finding.help(help);
            }
        }
    }
}

fn missing(stack: &Resolved, party: &Party) -> (String, Option<String>) {
    let written = &stack.stack;
    match party {
        Party::Network(name) => {
            let known: Vec<&str> = written.networks.keys().map(NetworkName::as_str).collect();
            (format!("there is no network `{name}`"), suggest(name.as_str(), &known))
        }
        Party::Host(name) => {
            let known: Vec<&str> = written.hosts.keys().map(HostName::as_str).collect();
            (format!("there is no machine `{name}`"), suggest(name.as_str(), &known))
        }
        Party::Service(_) | Party::Zone(_) | Party::Data => {
            let known: Vec<&str> = stack.services.keys().map(ServiceName::as_str).collect();
            (format!("there is no service `{party}`"), suggest(&party.to_string(), &known))
        }
    }
}
