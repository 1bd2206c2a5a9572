//! `playbooks/dns-update.yml`: the public records of every name that needs one.

use super::{Repository, machine_names::TRIAL_ADDRESS};
use crate::{
    Tree,
    engine::{RenderError, verbatim},
    jinja::Expression,
    variables::{Group, Var, Variables},
    yaml::Yaml,
};
use minijinja::{Value, context};
use stack_model::{CheckedStack, DeploymentName, Site, resolve::DnsRecord, stack::DnsZone};
use std::net::IpAddr;

const FOLDER: &str = "ansible/playbooks";

/// The variable of a machine that its records lead to.
static ADDRESS: Expression = Expression::given("public_address");

/// The zone that public records are written into.
const ZONE: Var<String> = Var::named("dns_zone");

/// Adds the variable that names the zone.
pub(super) fn add_variables(stack: &CheckedStack, variables: &mut Variables) {
    if let Some(dns) = &stack.delivery().dns {
        let about = "the zone that public records are written into";
        variables.all(Group::Main, &ZONE, about, dns.zone.to_string());
    }
}

/// The machine's own variable that its records lead to; none where no record does.
pub(super) fn address(stack: &CheckedStack, site: &Site<'_>) -> Option<(&'static str, Yaml)> {
    stack.delivery().dns.as_ref()?;
    let records = stack.resolved().dns_records(site.environment);
    let record = records.into_iter().find(|record| record.host == *site.host)?;
    let address = record.address.map(|address| Yaml::text(address.to_string()));
    Some((ADDRESS.as_str(), address.unwrap_or_else(|| TRIAL_ADDRESS.into())))
}

/// Adds the playbook and what it runs; nothing where nobody said who keeps the zone.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) -> Result<(), RenderError> {
    let Some(dns) = &repository.stack.delivery().dns else { return Ok(()) };
    let resolved = repository.stack.resolved();
    let environments = resolved.deployments().map(|(environment, _)| {
        let records = resolved.dns_records(environment);
        context! {
            name => verbatim(environment.as_str()),
            group => verbatim(environment.identifier()),
            scope => verbatim(format!("{}/{environment}", repository.stack.project().name)),
            records => records.iter().map(|found| record(dns, environment, found)).collect::<Value>(),
        }
    });
    let view = context! {
        endpoint => verbatim(dns.endpoint.as_str()),
        environments => environments.collect::<Value>(),
    };
    for file in ["dns-update.yml", "files/update_records.py", "files/ovh-requirements.txt"] {
        let path = format!("{FOLDER}/{file}");
        tree.add(path.clone(), repository.engine.render(&format!("{path}.j2"), &view)?);
    }
    Ok(())
}

fn record(dns: &DnsZone, environment: &DeploymentName, record: &DnsRecord) -> Value {
    let target = ADDRESS.of_machine(environment, &record.host).print();
    context! {
        name => dns.zone.relative(&record.name).unwrap_or_default(),
        type => verbatim(if matches!(record.address, Some(IpAddr::V6(_))) { "AAAA" } else { "A" }),
        target => verbatim(format!("\"{target}\"")),
    }
}
