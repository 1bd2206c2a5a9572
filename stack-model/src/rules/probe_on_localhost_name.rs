//! `probe-on-localhost-name`: a probe asks a name that may mean another address.

use super::{Check, Findings, Rule};
use crate::{
    Resolved, Severity,
    resolve::{Part, Question, Text},
    stack::ProbeHost,
};

pub(super) static RULE: Rule = Rule {
    code: "probe-on-localhost-name",
    severity: Severity::Error,
    summary: "a probe asks `localhost` instead of `127.0.0.1`",
    docs: "\
## What it rejects
A probe with `host: localhost`, or with a URL of `localhost` in its command.

## Why it matters
In many images the name means `::1` first, and BusyBox wget tries no second address. A program that listens on IPv4 only
refuses the connection, so a healthy container counts as unhealthy.

## How to repair
Ask `127.0.0.1`, which is also what a probe without `host` asks.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for service in stack.services.values() {
        let path = service.path().key("probe");
        let message = "`localhost` may mean `::1`, on which the program need not listen";
        match service.probe.as_ref().map(|probe| &probe.question) {
            Some(Question::Http { host: ProbeHost::Localhost, .. }) => {
                findings.report(path.key("host"), message).help("remove `host`, or write `127.0.0.1`");
            }
            Some(Question::Command(words)) => {
                for (index, _) in words.iter().enumerate().filter(|(_, word)| names_localhost(word)) {
                    let path = path.key("command").index(index);
                    findings.report(path, message).help("write `127.0.0.1`");
                }
            }
            Some(Question::Http { .. }) | None => {}
        }
    }
}

fn names_localhost(word: &Text) -> bool {
    word.parts().iter().any(|part| matches!(part, Part::Literal(text) if text.contains("//localhost")))
}
