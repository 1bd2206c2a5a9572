//! `unused-secret`: a secret is declared and nobody reads it.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    resolve::{Question, Text},
    stack::DnsZone,
    value::SecretName,
};
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: "unused-secret",
    severity: Severity::Warning,
    summary: "a declared secret is read by nobody",
    docs: "\
## What it rejects
A name under `secrets` that no service reads.

## Why it matters
Somebody has to find a value for it and keep it safe, for nothing. More often it is half of a mistake: the service that
should read it takes another name, or takes none and runs without its key.

## How to repair
Remove it, or refer to it where it is needed with `{ secret: name }`.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let probed = read_by_probes(stack);
    let published: Vec<SecretName> =
        stack.stack.delivery.dns.iter().flat_map(DnsZone::credentials).map(|(name, _)| name).collect();
    for name in stack.stack.secrets.keys() {
        let read = stack.secrets.get(name).is_some_and(|secret| !secret.readers.is_empty());
        if !read && !probed.contains(name) && !published.contains(name) {
            let path = KeyPath::root().key("secrets").key(name);
            let finding = findings.report(path, format!("nothing reads the secret `{name}`")).at_key();
            finding.help(format!("remove it, or refer to it with `{{ secret: {name} }}`"));
        }
    }
}

fn read_by_probes(stack: &Resolved) -> BTreeSet<&SecretName> {
    let questions =
        stack.services.values().filter_map(|service| service.probe.as_ref()).map(|probe| &probe.question);
    let words = questions.flat_map(|question| match question {
        Question::Command(words) => words.as_slice(),
        Question::Http { .. } => &[],
    });
    words.flat_map(Text::secrets).collect()
}
