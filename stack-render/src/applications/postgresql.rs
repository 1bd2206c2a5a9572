//! `PostgreSQL`: server configuration, host-based authentication, and the provisioning of roles and databases.

use super::Renderer;
use crate::{
    config::{ConfigFile, Context},
    engine::{RenderError, verbatim},
    variables::{Group, Var, Variables, by_environment, network_subnet},
};
use minijinja::{Value, context};
use stack_model::{
    CheckedService, CheckedStack, MemorySize, Subnet,
    resolve::{ResolvedDatabase, ResolvedMonitor, SUPERUSER_CONNECTIONS, WATCHER_CONNECTIONS},
};
use std::collections::BTreeSet;

/// The tuning that follows from the memory limit: name and share of it (postgresql.org, "Resource Consumption").
const TUNING: [(&str, u64, u64); 4] = [
    ("shared_buffers", 1, 4),
    ("effective_cache_size", 5, 8),
    ("maintenance_work_mem", 1, 16),
    ("work_mem", 1, 256),
];

/// A setting of [`TUNING`], in the words of `PostgreSQL`.
fn tuned(service: &CheckedService, name: &'static str) -> Var<String> {
    Var::of_service(&service.name, name)
}

/// The connections that it takes.
fn max_connections(service: &CheckedService) -> Var<String> {
    Var::of_service(&service.name, "max_connections")
}

pub(super) static RENDERER: Renderer = Renderer { files, variables: add_variables };

fn files(context: &Context<'_>) -> Result<Vec<ConfigFile>, RenderError> {
    let service = context.service;
    let tuning = TUNING.iter().map(|(name, _, _)| {
        context! { name => verbatim(*name), value => tuned(service, name).reference() }
    });
    let server = context! {
        tuning => tuning.collect::<Value>(),
        max_connections => max_connections(service).reference(),
        superuser_connections => u32::from(SUPERUSER_CONNECTIONS),
        timezone => context.stack.project().timezone.to_string(),
    };
    let databases: Vec<&ResolvedDatabase> = context.stack.databases_of(&service.name).collect();
    let provision = context! { databases => views(context, &databases)?, monitors => monitors(context) };
    Ok(vec![
        context.render("postgresql.conf", &server)?,
        context.render("pg_hba.conf", &context! { entries => entries(context, &databases) })?,
        context.render("provision.sql", &provision)?,
        context.render("provision.sh", &context! {})?,
    ])
}

/// One line for each database, its owner and each network that a client of it shares with the server.
fn entries(context: &Context<'_>, databases: &[&ResolvedDatabase]) -> Value {
    let mut entries = BTreeSet::new();
    for database in databases {
        let Some(owner) = &database.owner else { continue };
        for client in context.stack.named(&database.clients) {
            for network in client.networks.iter().filter(|network| context.service.networks.contains(network))
            {
                entries.insert((database.name.to_string(), owner.to_string(), network_subnet(network)));
            }
        }
    }
    for monitor in context.stack.monitors_of(&context.service.name) {
        let Some(client) = context.stack.service(&monitor.client) else { continue };
        let shared = client.networks.iter().filter(|network| context.service.networks.contains(network));
        let entry = |network| ("postgres".to_owned(), monitor.role.to_string(), network_subnet(network));
        entries.extend(shared.map(entry));
    }
    let view = |(database, owner, subnet): (String, String, Var<Subnet>)| {
        context! { database, owner, subnet => subnet.reference() }
    };
    entries.into_iter().map(view).collect()
}

/// The roles that read statistics.
fn monitors(context: &Context<'_>) -> Value {
    let monitors = context.stack.monitors_of(&context.service.name);
    let view = |monitor: &ResolvedMonitor| {
        context! {
            role => verbatim(monitor.role.as_str()),
            connections => WATCHER_CONNECTIONS,
            variable => verbatim(monitor.password().variable().as_str()),
        }
    };
    monitors.map(view).collect()
}

fn views(context: &Context<'_>, databases: &[&ResolvedDatabase]) -> Result<Value, RenderError> {
    let mut views = Vec::new();
    for database in databases {
        let (Some(owner), Some(password)) = (&database.owner, database.password()) else { continue };
        let extensions: Vec<String> = database.extensions.iter().map(ToString::to_string).collect();
        let mut migrations = Vec::new();
        for migration in &database.migrations {
            let path = format!("configs/postgresql/migrations/{}.sql.j2", migration.name());
            migrations.push(verbatim(context.engine.render(&path, &context! {})?));
        }
        views.push(context! {
            name => verbatim(database.name.as_str()),
            owner => verbatim(owner.as_str()),
            variable => verbatim(password.variable().as_str()),
            extensions => extensions.into_iter().map(verbatim).collect::<Value>(),
            migrations,
        });
    }
    Ok(views.into())
}

fn add_variables(stack: &CheckedStack, service: &CheckedService, variables: &mut Variables) {
    for (name, numerator, denominator) in TUNING {
        let values = by_environment(stack, |environment| {
            let share = service.memory(environment).fraction(numerator, denominator);
            let size = share.max(MemorySize::from_mib(1)).mib();
            format!("{size}MB")
        });
        let about = format!("{name} of {}", service.name);
        variables.each(Group::Docker, &tuned(service, name), about, values);
    }
    let values = by_environment(stack, |environment| service.max_connections(environment));
    let values =
        values.into_iter().filter_map(|(environment, count)| Some((environment, count?.to_string())));
    let about = format!("connections that {} takes", service.name);
    variables.each(Group::Docker, &max_connections(service), about, values);
}
