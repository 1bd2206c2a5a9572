//! `domain-outside-zone`: records for names that the zone cannot hold.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity};

pub(super) static RULE: Rule = Rule {
    code: "domain-outside-zone",
    severity: Severity::Error,
    summary: "an environment's domain is not in the zone of `delivery.dns`",
    docs: "\
## What it rejects
An environment whose `domain` is neither the zone of `delivery.dns` nor below it.

## Why it matters
The records of its public names are written into that zone, where nobody looks for them.

## How to repair
Correct the domain or the zone. Leave `delivery.dns` out if somebody else keeps the records.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let Some(dns) = &stack.stack.delivery.dns else { return };
    for (environment, deployment) in stack.deployments() {
        if dns.zone.relative(&deployment.domain).is_none() {
            let path = KeyPath::root().key("environments").key(environment).key("domain");
            let message = format!("`{}` is not in the zone `{}`", deployment.domain, dns.zone);
            let zone = KeyPath::root().key("delivery").key("dns").key("zone");
            findings.report(path, message).because(zone, "the zone that the records are written into");
        }
    }
}
