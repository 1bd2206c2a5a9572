//! `subpath-unsupported`: a route puts an application below a path that it cannot live under.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity, catalogue::SubPath};

pub(super) static RULE: Rule = Rule {
    code: "subpath-unsupported",
    severity: Severity::Error,
    summary: "a route puts an application below a path that it cannot live under",
    docs: "\
## What it rejects
A route with a path in `at`, such as `@/n8n`, to an application that is known to answer at `/` only.

## Why it matters
The page itself may load, but the scripts, images and redirects in it point to `/`. The visitor sees a white page, or the
site of another application.

## How to repair
Give the application a label of its own: `at: n8n`.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for (index, route) in stack.stack.routes.iter().enumerate() {
        let Some(prefix) = route.at.prefix() else { continue };
        let Some(service) = route.to.as_ref().and_then(|to| stack.services.get(to)) else { continue };
        if let SubPath::Unsupported(why) = service.application.sub_path {
            let path = KeyPath::root().key("routes").index(index).key("at");
            let message = format!("{} cannot live below `{prefix}`: {why}", service.application.title);
            findings
                .report(path, message)
                .help(format!("give it a label of its own, such as `at: {}`", service.name));
        }
    }
}
