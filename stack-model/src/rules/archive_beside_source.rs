//! `archive-beside-source`: the archive is on a machine that it is to outlive.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    stack::{HostRole, Zerobyte},
};

pub(super) static RULE: Rule = Rule {
    code: "archive-beside-source",
    severity: Severity::Error,
    summary: "the archive is on a machine that it is to outlive",
    docs: "\
## What it rejects
An archive whose `host` is a machine that is deployed to, or that of Zerobyte.

## Why it matters
The machine of Zerobyte has the passwords of every repository and may write to them: who holds it holds them all. With the archive on
it, or on a machine whose data is in it, one loss takes the data and the last copy of it (three copies, one of them elsewhere).

## How to repair
Name a machine of its own under `hosts`, with `role: external` and an address on the VPN.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let (Some(zerobyte), Some(archive)) = (stack.zerobyte(), stack.archive()) else { return };
    let path = Zerobyte::path().key("archive").key("host");
    if archive.host == zerobyte.host {
        findings
            .report(path, format!("`{}` is the machine of Zerobyte as well", archive.host))
            .because(Zerobyte::path().key("host"), "said here")
            .help("name another machine");
    } else if stack.stack.hosts.get(&archive.host).is_some_and(|host| host.role == HostRole::Deployed) {
        findings
            .report(path, format!("`{}` is a machine of the stack, whose data would be in it", archive.host))
            .because(KeyPath::root().key("hosts").key(&archive.host), "the machine")
            .help("name another machine");
    }
}
