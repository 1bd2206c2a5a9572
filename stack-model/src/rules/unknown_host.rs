//! `unknown-host`: a machine is named that is not deployed to, or none can be meant.

use super::{Check, Findings, Reported, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    resolve::ResolvedService,
    stack::{Host, HostRole, Zerobyte},
    syntax::suggest,
    value::{EnvironmentName, HostName},
};

pub(crate) static RULE: Rule = Rule {
    code: "unknown-host",
    severity: Severity::Error,
    summary: "a machine is named that is not deployed to, or none can be meant",
    docs: "\
## What it rejects
A service whose `host` is not under `hosts` or is external, or which names none although not exactly one machine is
deployed to; a key under an environment's `hosts` that is not a deployed machine; an unknown `hub` of the VPN; an unknown
`host` of Uptime Kuma, of Zerobyte or of its archive.

## Why it matters
Files are written for machines: a container without one is written nowhere, and a misspelled size leaves the real
machine without a budget and without containers.

## How to repair
Correct the name, add the machine under `hosts`, or write `host` at the service.
",
    acceptable: false,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let access = KeyPath::root().key("access").key("vpn").key("hub");
    let hub = stack.stack.access.vpn.as_ref().and_then(|vpn| vpn.hub.as_ref());
    let monitoring = KeyPath::root().key("monitoring").key("uptime_kuma").key("host");
    let kuma = stack.stack.monitoring.uptime_kuma.as_ref().map(|kuma| &kuma.host);
    let zerobyte = stack.zerobyte().map(|zerobyte| &zerobyte.host);
    let (backups, archived) = (Zerobyte::path().key("host"), Zerobyte::path().key("archive").key("host"));
    let archive = stack.archive().map(|archive| &archive.host);
    for (path, host) in [(access, hub), (monitoring, kuma), (backups, zerobyte), (archived, archive)] {
        let Some(host) = host.filter(|host| !stack.stack.hosts.contains_key(*host)) else { continue };
        let known: Vec<&str> = stack.stack.hosts.keys().map(HostName::as_str).collect();
        let finding = findings.report(path, format!("there is no machine `{host}`"));
        if let Some(help) = suggest(host.as_str(), &known) {
            finding.help(help);
        }
    }
}

/// The machine that a service runs on.
pub(crate) fn machine_of<'a>(
    stack: &'a Resolved,
    service: &'a ResolvedService,
    findings: &mut Findings<'_>,
) -> Result<(&'a HostName, &'a Host), Reported> {
    if let Some(host) = &service.host {
        let machine = deployed(stack, service.path().key("host"), false, host, findings)?;
        return Ok((host, machine));
    }
    let deployed: Vec<&str> = stack.deployed_hosts().map(HostName::as_str).collect();
    let (message, help) = if deployed.is_empty() {
        ("no machine is deployed to, so this runs nowhere".to_owned(), "add a machine under `hosts`")
    } else {
        let machines = deployed.join("` or `");
        (format!("it may run on `{machines}`, and nothing says on which"), "write `host`")
    };
    Err(findings.report(service.path(), message).at_key().help(help).reported())
}

/// A machine that an environment gives a size.
pub(crate) fn machine_in<'a>(
    stack: &'a Resolved,
    environment: &EnvironmentName,
    host: &HostName,
    findings: &mut Findings<'_>,
) -> Result<&'a Host, Reported> {
    let path = KeyPath::root().key("environments").key(environment).key("hosts").key(host);
    deployed(stack, path, true, host, findings)
}

/// A machine that containers can run on.
fn deployed<'a>(
    stack: &'a Resolved,
    path: KeyPath,
    at_key: bool,
    host: &HostName,
    findings: &mut Findings<'_>,
) -> Result<&'a Host, Reported> {
    let mut finding = match stack.stack.hosts.get(host) {
        Some(machine) if machine.role == HostRole::Deployed => return Ok(machine),
        Some(_) => {
            let role = KeyPath::root().key("hosts").key(host).key("role");
            let message = format!("`{host}` is external: nothing is deployed to it");
            findings.report(path, message).because(role, "said here")
        }
        None => findings.report(path, format!("there is no machine `{host}`")),
    };
    if at_key {
        finding = finding.at_key();
    }
    let deployed: Vec<&str> = stack.deployed_hosts().map(HostName::as_str).collect();
    Err(match suggest(host.as_str(), &deployed) {
        Some(help) => finding.help(help).reported(),
        None => finding.reported(),
    })
}
