//! `raw-docker-socket`: a service gets the Docker engine's socket itself.

use super::{Check, Findings, Rule};
use crate::{Resolved, Severity, catalogue::Interface};

pub(super) static RULE: Rule = Rule {
    code: "raw-docker-socket",
    severity: Severity::Error,
    summary: "a service gets the Docker engine's socket itself",
    docs: "\
## What it rejects
A service that the catalogue gives the engine's socket, and that is no `socketproxy`: `alloy` and `diun` where they use
none, `cadvisor` always.

## Why it matters
Who can write to the socket starts a container with the whole machine mounted, and is root there. A read-only mount does
not help: it protects the file, not the connection. So one fault of a program that reads logs or asks registries is the end
of the machine (field report VOL-05).

## How to repair
Declare a service `socketproxy` on an internal network of its own, and add it to `uses`. It passes on what its clients read
and nothing else. Alloy inspects containers, which shows their environments with the secrets; with a second `socketproxy`
for it alone, DIUN cannot. cAdvisor finds no names of containers through a proxy (field report MON-01): accept the finding
there, with a reason, or do without it.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for service in stack.services.values().filter(|service| !service.kind.speaks(Interface::DockerApi)) {
        let Some(mount) = service.host_mounts.iter().find(|mount| mount.is_docker_socket()) else { continue };
        let message =
            format!("`{}` gets the Docker socket, and is root on the machine with it", service.name);
        let finding = findings.report(service.path(), message).at_key();
        let proxy = stack
            .services
            .values()
            .find(|server| mount.instead.is_some_and(|interface| server.kind.speaks(interface)));
        finding.help(match (mount.instead, proxy) {
            (Some(_), Some(proxy)) => format!("add `{}` to `uses`", proxy.name),
            (Some(interface), None) => {
                format!("declare a service of the kind `{interface}`, and add it to `uses`")
            }
            (None, _) => {
                format!(
                    "{} cannot do without: accept it with a reason, or remove it",
                    service.application.title
                )
            }
        });
    }
}
