//! `route-without-target`: a route that says nothing, or two things, about who answers.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity};

pub(super) static RULE: Rule = Rule {
    code: "route-without-target",
    severity: Severity::Error,
    summary: "a route has neither `to` nor `respond`, or both",
    docs: "\
## What it rejects
A route that names neither a service nor a fixed answer, and one that names both.

## Why it matters
With neither, Caddy answers an empty 200 to every request, which monitors take for health. With both, one of them would
never be used.

## How to repair
Write `to` with the service that answers, or `respond` with the text.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (index, route) in stack.stack.routes.iter().enumerate() {
        let path = KeyPath::root().key("routes").index(index);
        match (&route.to, &route.respond) {
            (None, None) => {
                let message = format!("nothing answers at `{}`", route.at);
                findings.report(path, message).help("write `to` with a service, or `respond` with a text");
            }
            (Some(to), Some(_)) => {
                let message = format!("`{}` is answered by `{to}` and by a fixed text", route.at);
                findings.report(path.key("respond"), message).at_key().help("remove `to` or `respond`");
            }
            _ => {}
        }
    }
}
