//! `trial-machine-unclear`: nobody knows which machine is made for a run.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity, stack::Addresses};

pub(super) static RULE: Rule = Rule {
    code: "trial-machine-unclear",
    severity: Severity::Error,
    summary: "the environment of `delivery.trial` has not exactly one machine with a `server_type`",
    docs: "\
## What it rejects
A `delivery.trial` whose environment has more than one machine, one without a `server_type`, or one with addresses; and one that
is deployed by a person as well, under `delivery.confirmed`.

## Why it matters
The workflow makes one machine, of that size, and hands its address to the inventory: one that is written would be that of
another machine. Of an environment that is destroyed after each run nobody expects that it is deployed to stay.

## How to repair
Name an environment with one machine, write its `server_type`, and its addresses for the other environments only:
`public: { prod: 203.0.113.10 }`.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let Some(trial) = &stack.stack.delivery.trial else { return };
    let environment = &trial.environment;
    let Some(deployment) = stack.stack.environments.get(environment) else { return };
    let path = trial_path();
    let hosts = KeyPath::root().key("environments").key(environment).key("hosts");
    if let [size] = deployment.hosts.values().collect::<Vec<_>>().as_slice() {
        if size.server_type.is_none() {
            let finding = findings.report(path, format!("the machine of `{environment}` has no server type"));
            finding.because(hosts, "its machine").help("write its `server_type`, such as `cx33`");
        }
    } else {
        let count = deployment.hosts.len();
        let finding = findings.report(path, format!("`{environment}` has {count} machines, one is made"));
        finding.because(hosts, "its machines");
    }
    for name in deployment.hosts.keys() {
        let Some(host) = stack.stack.hosts.get(name) else { continue };
        let path = KeyPath::root().key("hosts").key(name).key("addresses");
        for plane in Addresses::PLANES {
            let Some(address) = host.addresses.on(plane).and_then(|each| each.get(environment)) else {
                continue;
            };
            let message = format!("`{address}` is not known before the machine of `{environment}` is made");
            let finding = findings.report(path.key(plane), message);
            finding.because(trial_path(), "the trial").help("write it for the other environments only");
        }
    }
    if let Some(index) = stack.stack.delivery.confirmed.iter().position(|other| other == environment) {
        let path = KeyPath::root().key("delivery").key("confirmed").index(index);
        findings.report(path, format!("`{environment}` is destroyed after each run"));
    }
}

fn trial_path() -> KeyPath {
    KeyPath::root().key("delivery").key("trial").key("environment")
}
