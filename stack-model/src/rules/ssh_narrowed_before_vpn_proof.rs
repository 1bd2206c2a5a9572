//! `ssh-narrowed-before-vpn-proof`: ssh ends behind a VPN that nothing has a machine join.

use super::{Check, Findings, Rule};
use crate::{KeyPath, Resolved, Severity};

pub(super) static RULE: Rule = Rule {
    code: "ssh-narrowed-before-vpn-proof",
    severity: Severity::Error,
    summary: "sshd would listen inside of a VPN that no machine is known to join",
    docs: "\
## What it rejects
An `access.ssh.listen` with addresses of the VPN alone, in a stack without `access.vpn` or without `access.vpn.hub`.

## Why it matters
The last step of a deployment closes every other way in. It is taken after a login over the VPN only, and without a hub
nothing has the machine join one: the run fails at that step, each time. Without ranges the firewall does not know whom to
let in, either.

## How to repair
Write `access.vpn` with its ranges and its `hub`, or have sshd listen on another plane as well. If the machines join by other
means, accept the finding with the reason.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let access = &stack.stack.access;
    if !access.is_ssh_behind_vpn() {
        return;
    }
    let path = KeyPath::root().key("access").key("ssh").key("listen");
    match &access.vpn {
        None => {
            let finding = findings.report(path, "ssh ends inside of a VPN that nobody describes");
            finding.help("write `access.vpn` with `ranges` and `hub`, or listen on `any`");
        }
        Some(vpn) if vpn.hub.is_none() => {
            let finding = findings.report(path, "ssh ends inside of a VPN that no machine joins");
            finding
                .because(KeyPath::root().key("access").key("vpn"), "it has no hub")
                .help("write `access.vpn.hub`, or listen on `any`");
        }
        Some(_) => {}
    }
}
