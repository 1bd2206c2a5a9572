//! `digest-missing`: an image is named by its tag alone.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity, resolve::ResolvedService, stack::PerEnv, value::ImageRef};

pub(super) static RULE: Rule = Rule {
    code: "digest-missing",
    severity: Severity::Warning,
    summary: "an image has a version but no digest",
    docs: "\
## What it rejects
An image that is named by a tag with a version, without the digest of its content.

## Why it matters
Whoever owns the repository can move a tag or delete it. A moved tag brings code that nobody looked at; a deleted one is
noticed when the stack is stopped already and cannot be started again.

## How to repair
Run the lock script of the generated tree on a machine that reaches the registries; it fills the digests in. Or write
`image: name:tag@sha256:…` by hand.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for service in stack.services.values() {
        let Some(image) =
            images(service).into_iter().find(|image| image.is_pinned() && image.digest().is_none())
        else {
            continue;
        };
        let written = stack.stack.services.get(&service.name).is_some_and(|written| written.image.is_some());
        let path = if written { service.path().key("image") } else { service.path() };
        let finding = findings.report(path, format!("`{image}` has no digest"));
        let finding =
            finding.help("the lock script in the generated tree fills it in; or add `@sha256:…` yourself");
        if !written {
            finding.at_key();
        }
    }
}

fn images(service: &ResolvedService) -> Vec<&ImageRef> {
    match &service.image {
        None => Vec::new(),
        Some(PerEnv::All(image)) => vec![image],
        Some(PerEnv::Each(images)) => images.values().collect(),
    }
}
