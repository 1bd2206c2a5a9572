//! `unfit-secret`: a secret whose alphabet excludes every value that its program takes.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity, stack::SecretCharset};

pub(super) static RULE: Rule = Rule {
    code: "unfit-secret",
    severity: Severity::Error,
    summary: "a secret whose alphabet excludes every value that its program takes",
    docs: "\
## What it rejects
A secret that holds a URL and is not of the charset `url`, and one that holds the token of a bot of Telegram and is not of
the charset `token`, where a setting says which of them is meant.

## Why it matters
Values are checked against the alphabet before anything is written. The right value would be refused, and a value that
passes is never right: nobody would be told of anything.

## How to repair
Write the `charset` under `secrets`.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for service in stack.services.values() {
        for reference in service.settings.references(&service.path().key("config")) {
            let (Some(wanted), Some(secret)) = (reference.charset, stack.secrets.get(reference.secret))
            else {
                continue;
            };
            if secret.charset != wanted {
                let (what, charset) = match wanted {
                    SecretCharset::Url => ("a URL", "url"),
                    SecretCharset::Token => ("a bot's token", "token"),
                    SecretCharset::UrlSafe
                    | SecretCharset::Hex
                    | SecretCharset::Base64
                    | SecretCharset::Bcrypt
                    | SecretCharset::PushToken => continue,
                };
                let message = format!("no value of `{}` can be {what}", reference.secret);
                let declared = crate::KeyPath::root().key("secrets").key(reference.secret);
                let finding = findings.report(reference.path, message);
                let finding = finding.help(format!("declare it with `charset: {charset}`"));
                if stack.stack.secrets.contains_key(reference.secret) {
                    finding.because(declared, "the secret");
                }
            }
        }
    }
}
