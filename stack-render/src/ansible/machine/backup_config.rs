//! `backup-config`: dumps of every database, every night, and where they lie.

use super::{MachineRole, Phase};
use crate::{
    compose::databases_on,
    engine::verbatim,
    yaml::{Yaml, map},
};
use minijinja::context;
use stack_model::{resolve::ResolvedDatabase, stack::SecretCharset};

pub(super) const ROLE: MachineRole = MachineRole {
    name: "backup-config",
    about: "The nightly dumps of every database, and the script that restores one",
    phase: Phase::Configure,
    view: |repository| {
        let mut hosts = repository.stack.hosts();
        hosts
            .any(|(host, _)| databases_on(repository.stack, host).next().is_some())
            .then(|| context! { pattern => verbatim(SecretCharset::PushToken.pattern()) })
    },
    variables: |repository, site| {
        let databases = databases_on(repository.stack, site.host);
        let here = databases
            .filter(|database| repository.stack.service(&database.server).runs_in(site.deployment))
            .filter_map(database);
        let mut variables = vec![("backup_config_databases", Yaml::List(here.collect()))];
        for (script, variable) in [("pre-backup", "backup_config_dump"), ("restore", "backup_config_restore")]
        {
            let template = super::super::machine_template(repository.stack, site.host, script, "sh");
            variables.push((variable, Yaml::text(format!("{template}.j2"))));
        }
        let heartbeats = repository.stack.resolved().heartbeats(site.environment);
        let heartbeat = heartbeats.iter().find(|heartbeat| heartbeat.host == *site.host);
        let (kuma, token) = match heartbeat {
            Some(heartbeat) => ("uptime_kuma_url".into(), format!("vault_{}", heartbeat.token)),
            None => Default::default(),
        };
        let value = |name: String| if name.is_empty() { Yaml::text(name) } else { Yaml::variable(name) };
        variables.extend([("backup_config_kuma", value(kuma)), ("backup_config_token", value(token))]);
        variables
    },
};

/// A database as the playbook that restores one knows it. One without an owner has no client, and is no database of a
/// stack that was checked.
fn database(database: &ResolvedDatabase) -> Option<Yaml> {
    Some(map! {
        "name": database.name.as_str(),
        "server": database.server.as_str(),
        "owner": database.owner.as_ref()?.as_str(),
        "clients": Yaml::list(database.clients.iter().map(stack_model::ServiceName::as_str)),
    })
}
