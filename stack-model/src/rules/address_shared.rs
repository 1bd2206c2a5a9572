//! `address-shared`: one address, two machines.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    stack::{Host, HostRole, PerEnv, Plane},
    value::{EnvironmentName, HostName},
};
use std::{collections::BTreeMap, net::IpAddr};

pub(super) static RULE: Rule = Rule {
    code: "address-shared",
    severity: Severity::Error,
    summary: "two machines have the same address",
    docs: "\
## What it rejects
An address on the plane `public` or `mesh` that belongs to two machines, or to one deployed machine in two environments:
`vps` of `prod` and `vps` of `preprod` are two machines.

## Why it matters
The deployment of one environment then runs on the other's machine, with the other's data. DNS records of both point to
one of them.

## How to repair
Write one address for each environment: `public: { prod: 203.0.113.10, preprod: 203.0.113.30 }`.
",
    acceptable: true,
    check: Check::Stack(check),
};

/// A machine that has an address: its name, its environment if it has one for each, where that is written.
struct Claim<'a> {
    host: &'a HostName,
    environment: Option<&'a EnvironmentName>,
    path: KeyPath,
}

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let mut claims: BTreeMap<(Plane, IpAddr), Vec<Claim<'_>>> = BTreeMap::new();
    for (name, host) in &stack.stack.hosts {
        for plane in [Plane::Public, Plane::Mesh] {
            for (address, claim) in claims_on(stack, name, host, plane) {
                claims.entry((plane, address)).or_default().push(claim);
            }
        }
    }
    for ((_, address), claims) in claims {
        let Some((first, others)) = claims.split_first() else { continue };
        for other in
            others.iter().filter(|other| other.host != first.host || other.environment != first.environment)
        {
            let message =
                format!("`{address}` is the address of {} and of {}", first.describe(), other.describe());
            let finding = findings.report(other.path.clone(), message);
            let finding =
                finding.help("write one address for each machine and environment: `{ prod: …, preprod: … }`");
            if first.path != other.path {
                finding.because(first.path.clone(), "the other machine");
            }
        }
    }
}

/// The addresses of one machine on one plane. An external machine is the same one in every environment.
fn claims_on<'a>(
    stack: &'a Resolved,
    name: &'a HostName,
    host: &'a Host,
    plane: Plane,
) -> Vec<(IpAddr, Claim<'a>)> {
    let path = KeyPath::root().key("hosts").key(name).key("addresses").key(plane);
    let deployed = host.role == HostRole::Deployed;
    let claim = |environment, path| Claim { host: name, environment, path };
    match host.addresses.on(plane) {
        None => Vec::new(),
        Some(PerEnv::All(address)) => {
            let runs =
                stack.deployments().filter(|(_, deployment)| deployed && deployment.hosts.contains_key(name));
            let mut claims: Vec<_> =
                runs.map(|(environment, _)| (*address, claim(Some(environment), path.clone()))).collect();
            if claims.is_empty() {
                claims.push((*address, claim(None, path)));
            }
            claims
        }
        Some(PerEnv::Each(addresses)) => {
            let each = addresses.iter().map(|(environment, address)| {
                (*address, claim(Some(environment).filter(|_| deployed), path.key(environment)))
            });
            each.collect()
        }
    }
}

impl Claim<'_> {
    fn describe(&self) -> String {
        match self.environment {
            Some(environment) => format!("`{}` in `{environment}`", self.host),
            None => format!("`{}`", self.host),
        }
    }
}
