//! `unpinned-image`: an image without a version, or no image at all.

use super::{Check, Findings, Reported, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    resolve::ResolvedService,
    stack::{ByEnvironment, PerEnv},
    value::ImageRef,
};

pub(crate) static RULE: Rule = Rule {
    code: "unpinned-image",
    severity: Severity::Error,
    summary: "an image names no version, or is missing",
    docs: "\
## What it rejects
An image with neither a digest nor a tag that holds a version, such as `redis:latest` or `caddy:2-alpine`, and a service
that has no image in one of the environments.

## Why it matters
Such a tag means another program next week. The same files then deploy something that nobody tested, a rollback finds
nothing to go back to, and a database may be handed to a version that cannot read it.

## How to repair
Write a tag with the full version, such as `docker.io/library/redis:8.4.0-bookworm`.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for service in stack.services.values() {
        let path = service.path().key("image");
        match &service.image {
            None => {}
            Some(PerEnv::All(image)) => check_image(image, path, findings),
            Some(PerEnv::Each(images)) => {
                for (environment, image) in images {
                    check_image(image, path.key(environment), findings);
                }
            }
        }
    }
}

fn check_image(image: &ImageRef, path: KeyPath, findings: &mut Findings<'_>) {
    if !image.is_pinned() {
        let finding = findings.report(path, format!("`{image}` does not say which version"));
        finding.help(format!("write a tag with the full version: `{}:1.2.3`", image.repository()));
    }
}

/// The image of a service in every environment.
pub(crate) fn image(
    stack: &Resolved,
    service: &ResolvedService,
    findings: &mut Findings<'_>,
) -> Result<ByEnvironment<ImageRef>, Reported> {
    ByEnvironment::new(service.image.as_ref(), stack.environments(), |environment| match environment {
        None => {
            let message = format!("`{}` has no image", service.name);
            let finding = findings.report(service.path(), message).at_key();
            finding.help("write `image` with a version").reported()
        }
        Some(environment) => {
            let message = format!("`{}` has no image in `{environment}`", service.name);
            let help = format!("write one for `{environment}`, or one for all environments");
            let finding = findings.report(service.path().key("image"), message);
            finding.help(help).environment(environment).reported()
        }
    })
}
