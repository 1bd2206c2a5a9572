//! `playbooks/dns-update.yml`: the public records of every name that needs one.

use super::{Repository, machine_names::TRIAL_ADDRESS};
use crate::{
    Tree,
    engine::{Raw, RenderError, TemplateSet, raw},
    jinja::Expression,
    variables::{Group, Var, Variables},
    yaml::Yaml,
};
use serde::Serialize;
use stack_model::{CheckedStack, EnvironmentName, Site, resolve::DnsRecord, stack::DnsZone};
use std::net::IpAddr;

/// The playbook, and what it runs.
#[derive(Serialize)]
struct DnsUpdate {
    endpoint: Raw,
    environments: Vec<Environment>,
}

impl TemplateSet for DnsUpdate {
    const PATHS: &'static [&'static str] = &[
        "ansible/playbooks/dns-update.yml.j2",
        "ansible/playbooks/files/update_records.py.j2",
        "ansible/playbooks/files/ovh-requirements.txt.j2",
    ];
}

#[derive(Serialize)]
struct Environment {
    name: Raw,
    group: Raw,
    /// What its records are marked with.
    scope: Raw,
    records: Vec<Record>,
}

#[derive(Serialize)]
struct Record {
    /// Below the zone; empty for the zone itself.
    name: String,
    r#type: Raw,
    /// The expression that gives its address, in quotes.
    target: Raw,
}

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
        Environment {
            name: Raw::of(environment),
            group: Raw::identifier(environment),
            scope: raw![repository.stack.project().name, "/", environment],
            records: records.iter().map(|found| record(dns, environment, found)).collect(),
        }
    });
    let update = DnsUpdate { endpoint: Raw::of(dns.endpoint.as_str()), environments: environments.collect() };
    for (path, text) in repository.engine.fill_each(&update)? {
        tree.add(path, text);
    }
    Ok(())
}

fn record(dns: &DnsZone, environment: &EnvironmentName, record: &DnsRecord) -> Record {
    let address = ADDRESS.of_machine(environment, &record.host);
    Record {
        name: dns.zone.relative(&record.name).unwrap_or_default().to_string(),
        r#type: Raw::of(if matches!(record.address, Some(IpAddr::V6(_))) { "AAAA" } else { "A" }),
        target: raw!["\"", Raw::reference(&address), "\""],
    }
}
