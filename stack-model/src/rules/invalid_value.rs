//! `invalid-value`: a value does not fit its key.

use super::{Check, Rule};
use crate::Severity;

pub(super) static RULE: Rule = Rule {
    code: "invalid-value",
    severity: Severity::Error,
    summary: "a value does not fit its key",
    docs: "\
## What it rejects
A value of the wrong shape or spelling, a key that is missing, and unquoted text that YAML readers take for something
else, such as `no`, `012` or `12:30`.

## Why it matters
Each of these would become a different value in one of the programs that read the generated files.

## How to repair
Write the value as the message says, in quotes where it says so.
",
    acceptable: false,
    check: Check::Parse,
};
