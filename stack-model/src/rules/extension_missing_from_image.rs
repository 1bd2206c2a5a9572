//! `extension-missing-from-image`: a database wants an extension that its server's image does not carry.

use super::{Check, Findings, Rule};
use crate::{
    Resolved, Severity,
    catalogue::POSTGRESQL_EXTENSIONS,
    syntax::suggest,
    value::{ExtensionName, ImageRef},
};

pub(super) static RULE: Rule = Rule {
    code: "extension-missing-from-image",
    severity: Severity::Error,
    summary: "the server's image does not carry an extension of a database",
    docs: "\
## What it rejects
An extension that is not among those of the official PostgreSQL image. `vector` is allowed with the image of pgvector.

## Why it matters
`CREATE EXTENSION` fails for a file that is not there. The script that makes the databases stops at that line, and the
databases behind it are missing too.

## How to repair
Correct the name, or choose an image that carries the extension, such as `docker.io/pgvector/pgvector:0.8.1-pg17`.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for database in &stack.databases {
        let Some(server) = stack.services.get(&database.server) else { continue };
        let written =
            stack.stack.services.get(&database.server).is_some_and(|written| written.image.is_some());
        let image_path = if written { server.path().key("image") } else { server.path() };
        for (index, extension) in database.extensions.iter().enumerate() {
            for (environment, _) in stack.deployments() {
                if let Some(image) = server.image_in(environment).filter(|image| !carries(image, extension)) {
                    let path = database.path.key("extensions").index(index);
                    let message =
                        format!("`{}` does not carry the extension `{extension}`", image.repository());
                    let finding =
                        findings.report(path, message).environment(environment).help(help(extension));
                    finding.because(image_path.clone(), "the server's image");
                }
            }
        }
    }
}

fn carries(image: &ImageRef, extension: &ExtensionName) -> bool {
    let name = extension.as_str();
    POSTGRESQL_EXTENSIONS.contains(&name) || (name == "vector" && image.repository().contains("pgvector"))
}

fn help(extension: &ExtensionName) -> String {
    if extension.as_str() == "vector" {
        return "choose the image `docker.io/pgvector/pgvector`".into();
    }
    let near =
        suggest(extension.as_str(), POSTGRESQL_EXTENSIONS).filter(|help| help.starts_with("did you mean"));
    near.unwrap_or_else(|| "choose an image that carries it, or leave it out".into())
}
