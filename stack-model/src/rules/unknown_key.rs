//! `unknown-key`: a key that nothing reads.

use super::{Check, Rule};
use crate::Severity;

pub(super) static RULE: Rule = Rule {
    code: "unknown-key",
    severity: Severity::Error,
    summary: "a key that nothing reads",
    docs: "\
## What it rejects
A key that its mapping does not know.

## Why it matters
A setting that is spelled wrong is a setting that is not made; nobody notices until it is needed.

## How to repair
Correct the spelling; the nearest known key is suggested.
",
    acceptable: false,
    check: Check::Parse,
};
