//! `invalid-yaml`: the text is not one YAML document.

use super::{Check, Rule};
use crate::Severity;

pub(super) static RULE: Rule = Rule {
    code: "invalid-yaml",
    severity: Severity::Error,
    summary: "the text is not one YAML document with unique keys",
    docs: "\
## What it rejects
Text that is not UTF-8 or not YAML, a key written twice, a tag, a second document, aliases that expand without bound, and
files of more than 16 MiB.

## Why it matters
Other readers take the second of two equal keys without a word, so half of a file can vanish unseen.

## How to repair
Correct the text at the place shown.
",
    acceptable: false,
    check: Check::Parse,
};
