//! `retired-image`: a version that must not run any more.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity, stack::PerEnv, value::ImageRef};

pub(super) static RULE: Rule = Rule {
    code: "retired-image",
    severity: Severity::Error,
    summary: "an image's version is known to be harmful",
    docs: "\
## What it rejects
An image whose tag names a version that was withdrawn because it does harm. The list is short and stands in the rule:
LiteLLM 1.82.7 and 1.82.8.

## Why it matters
Both were published with code that collects credentials from the machine it runs on and sends them away. LiteLLM holds
the keys of every model provider and the password of its database.

## How to repair
Name a version from before or after. If one of these has run, replace every secret that it could read.
",
    acceptable: true,
    check: Check::Stack(check),
};

/// A version that must not run any more.
struct Retired {
    /// The beginning of the last part of the repository, so that mirrors and variants of the image count.
    image: &'static str,
    version: &'static str,
    why: &'static str,
    source: &'static str,
}

const STOLEN: &str = "was published with code that steals credentials";

/// LiteLLM: BerriAI/litellm issues 24512, 24518 and 24521, on the releases of 24 March 2026.
const RETIRED: [Retired; 2] = [
    Retired { image: "litellm", version: "1.82.7", why: STOLEN, source: "BerriAI/litellm issue 24512" },
    Retired { image: "litellm", version: "1.82.8", why: STOLEN, source: "BerriAI/litellm issue 24512" },
];

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
    if let Some(retired) = RETIRED.iter().find(|retired| retired.is(image)) {
        let message = format!("`{}` {} {} ({})", retired.image, retired.version, retired.why, retired.source);
        findings.report(path, message).help("name a version from before or after it");
    }
}

impl Retired {
    /// Whether an image is of this version: tags put words around it, such as `main-v1.82.7-stable`.
    fn is(&self, image: &ImageRef) -> bool {
        let name = image.repository().rsplit('/').next().unwrap_or_default();
        let mut words = image.tag().unwrap_or_default().split(['-', '_']);
        name.starts_with(self.image)
            && words.any(|word| word.strip_prefix('v').unwrap_or(word) == self.version)
    }
}
