//! `unaccepted-accept`: an entry of `accept` that matches nothing.

use super::{Check, Findings, Rule, rule};
use crate::{KeyPath, Severity, stack::Acceptance};

pub(super) static RULE: Rule = Rule {
    code: "unaccepted-accept",
    severity: Severity::Warning,
    summary: "an entry of `accept` matches no finding",
    docs: "\
## What it rejects
An entry of `accept` whose code and place match no finding, or whose code cannot be accepted.

## Why it matters
It was written for a problem that is gone; left in place, it would hide the next one of that kind without a word.

## How to repair
Remove the entry, or correct its `code` and `at`.
",
    acceptable: false,
    check: Check::Unmatched(check),
};

fn check(unmatched: &[(usize, &Acceptance)], findings: &mut Findings<'_>) {
    for (index, acceptance) in unmatched {
        let path = KeyPath::root().key("accept").index(*index);
        let code = &acceptance.code;
        match rule(code) {
            None => findings.report(path.key("code"), format!("there is no rule `{code}`")),
            Some(rule) if !rule.acceptable => findings
                .report(path.key("code"), format!("`{code}` cannot be accepted: nothing could be written")),
            Some(_) => {
                let message = format!("nothing at `{}` raises `{code}`", acceptance.at);
                findings.report(path.key("at"), message).help("remove the entry")
            }
        };
    }
}
