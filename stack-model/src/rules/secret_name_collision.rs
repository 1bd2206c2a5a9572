//! `secret-name-collision`: two secrets would have one name, and so one value.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity, resolve::Asked, value::SecretName};
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    code: "secret-name-collision",
    severity: Severity::Error,
    summary: "two secrets would have one name, and so one value",
    docs: "\
## What it rejects
Two services, a database role or a declared secret whose secrets come out under the same name: a service `wiki-db` with a
password, and the database role of a service `wiki`, are both `wiki_db_password`.

## Why it matters
One value would be handed to both. A client would hold the password of the superuser of its server, and to change one
secret would be to change the other.

## How to repair
Rename one of the services, or take the declared secret out: what the catalogue knows needs no declaration.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let mut owners: BTreeMap<SecretName, (KeyPath, String)> = BTreeMap::new();
    for Asked { name, path, by, .. } in stack.asked_secrets() {
        if let Some((first, other)) = owners.get(&name) {
            findings
                .report(path, format!("the secret of {by} is named `{name}`, like that of {other}"))
                .because(first.clone(), "the other one")
                .help("rename one of the two")
                .at_key();
        } else {
            owners.insert(name, (path, by));
        }
    }
}
