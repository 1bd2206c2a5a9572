//! `secret-in-command`: a secret stands in an argument list.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    resolve::{Question, Text},
};

pub(super) static RULE: Rule = Rule {
    code: "secret-in-command",
    severity: Severity::Error,
    summary: "a secret is an argument of a command",
    docs: "\
## What it rejects
A secret among the words of a service's `command`, or of its probe's.

## Why it matters
Arguments are public on their machine: `ps` prints them to every user, `docker inspect` to whoever reaches the Docker
socket, and a failing probe leaves its whole command line in the container's state.

## How to repair
Hand the secret over in `environment`, under the variable that the program reads by itself, such as `REDISCLI_AUTH`.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for service in stack.services.values() {
        report(&service.command, &service.path().key("command"), findings);
        if let Some(Question::Command(words)) = service.probe.as_ref().map(|probe| &probe.question) {
            report(words, &service.path().key("probe").key("command"), findings);
        }
    }
}

fn report(words: &[Text], path: &KeyPath, findings: &mut Findings<'_>) {
    for (index, word) in words.iter().enumerate() {
        for secret in word.secrets() {
            let message = format!("`{secret}` would be seen in `ps` and `docker inspect`");
            findings.report(path.index(index), message).help("hand it over in `environment`");
        }
    }
}
