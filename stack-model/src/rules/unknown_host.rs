//! `unknown-host`: a machine is named that is not deployed to, or none can be meant.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    stack::{HostRole, Zerobyte},
    suggest::suggest,
    value::HostName,
};

pub(super) static RULE: Rule = Rule {
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
    let deployed: Vec<&str> = stack.deployed_hosts().map(HostName::as_str).collect();
    for service in stack.services.values() {
        if let Some(host) = &service.host {
            report(stack, service.path().key("host"), false, host, findings);
        } else if deployed.is_empty() {
            let finding = findings.report(service.path(), "no machine is deployed to, so this runs nowhere");
            finding.at_key().help("add a machine under `hosts`");
        } else {
            let message = format!("it may run on `{}`, and nothing says on which", deployed.join("` or `"));
            findings.report(service.path(), message).at_key().help("write `host`");
        }
    }
    for (environment, deployment) in stack.deployments() {
        let path = KeyPath::root().key("environments").key(environment).key("hosts");
        for host in deployment.hosts.keys() {
            report(stack, path.key(host), true, host, findings);
        }
    }
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

/// Reports a machine that containers cannot run on.
fn report(stack: &Resolved, path: KeyPath, at_key: bool, host: &HostName, findings: &mut Findings<'_>) {
    let declared = stack.stack.hosts.get(host);
    if declared.is_some_and(|declared| declared.role == HostRole::Deployed) {
        return;
    }
    let mut finding = if declared.is_some() {
        let role = KeyPath::root().key("hosts").key(host).key("role");
        findings
            .report(path, format!("`{host}` is external: nothing is deployed to it"))
            .because(role, "said here")
    } else {
        findings.report(path, format!("there is no machine `{host}`"))
    };
    if at_key {
        finding = finding.at_key();
    }
    let deployed: Vec<&str> = stack.deployed_hosts().map(HostName::as_str).collect();
    if let Some(help) = suggest(host.as_str(), &deployed) {
        finding.help(help);
    }
}
