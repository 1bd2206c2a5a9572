//! `backup-out-of-reach`: nobody can log in to the machine whose dumps are to be taken away, or on which the archive is.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    stack::{ListenAddress, Plane, Zerobyte},
    value::HostName,
};

pub(super) static RULE: Rule = Rule {
    code: "backup-out-of-reach",
    severity: Severity::Error,
    summary: "nobody can log in to the machine whose dumps are to be taken away, or on which the archive is",
    docs: "\
## What it rejects
A job whose source is on a machine without an address on the VPN in that environment, or whose `ssh` does not listen there; an
archive on a machine without an address on the VPN.

## Why it matters
Dumps are read over SFTP within the VPN. The specification has them pulled by a user, and by a subsystem, that its own sshd does
not let in (SPEC-44).

## How to repair
Write `addresses: { mesh: … }` at the machine, and `mesh` among `access.ssh.listen`.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let ssh = &stack.stack.access.ssh;
    let mut seen: Vec<&HostName> = Vec::new();
    for environment in stack.stack.environments.keys() {
        if let Some(archived) = stack.archived(environment).first()
            && stack.archive_address(environment).is_none()
            && let Some((name, _)) = stack.stack.hosts.get_key_value(&archived.archive.host)
            && !seen.contains(&name)
        {
            seen.push(name);
            let message = format!("`{name}` has no address on the VPN, where the archive would be written");
            findings
                .report(KeyPath::root().key("hosts").key(name), message)
                .environment(environment)
                .because(Zerobyte::path().key("archive"), "the archive")
                .at_key()
                .help("write `addresses: { mesh: … }`");
        }
        for pull in stack.pulls(environment) {
            let Some((name, host)) = stack.stack.hosts.get_key_value(&pull.source.host) else { continue };
            if seen.contains(&name) {
                continue;
            }
            let mesh = host.addresses.on(Plane::Mesh).and_then(|addresses| addresses.get(environment));
            let Some(mesh) = mesh else {
                seen.push(name);
                let path = KeyPath::root().key("hosts").key(name);
                findings
                    .report(
                        path,
                        format!("`{name}` has no address on the VPN, where its dumps would be read"),
                    )
                    .environment(environment)
                    .because(pull.path(), "a job that reads them")
                    .at_key()
                    .help("write `addresses: { mesh: … }`");
                continue;
            };
            let heard = |listen: &ListenAddress| match listen {
                ListenAddress::Any | ListenAddress::Plane(Plane::Mesh) => true,
                ListenAddress::Address(address) => address.is_unspecified() || address == mesh,
                ListenAddress::Plane(_) => false,
            };
            if !ssh.listen.iter().any(heard) {
                seen.push(name);
                findings
                    .report(
                        KeyPath::root().key("access").key("ssh").key("listen"),
                        "ssh does not answer on the VPN",
                    )
                    .environment(environment)
                    .because(pull.path(), "a job that reads dumps there")
                    .help("write `mesh` among them");
            }
        }
    }
}
