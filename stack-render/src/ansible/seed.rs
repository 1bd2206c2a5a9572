//! `playbooks/tasks/seed.yml`: an environment is filled from another one before its applications first start.

use super::Repository;
use crate::{
    Tree,
    compose::way,
    engine::{RenderError, verbatim},
    jinja::Expression,
    yaml::{Yaml, map},
};
use minijinja::{Value, context};
use stack_model::{
    CheckedStack, HostName, ServiceName, Site,
    catalogue::KeptTable,
    resolve::{BucketKeys, SeededDatabase},
    stack::{Export, SecretCharset},
};

/// Adds the tasks and what they run; nothing where nothing is filled.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) -> Result<(), RenderError> {
    let stack = repository.stack;
    let resolved = stack.resolved();
    let seeded: Vec<SeededDatabase<'_>> =
        resolved.deployments().flat_map(|(environment, _)| resolved.seeded_databases(environment)).collect();
    let Some(first) = seeded.first() else { return Ok(()) };
    let BucketKeys { access_key, secret_key, .. } = Export::keys();
    let view = context! {
        endpoint => verbatim(first.export.endpoint.to_string()),
        access_key => verbatim(Expression::vault(&access_key).as_str()),
        secret_key => verbatim(Expression::vault(&secret_key).as_str()),
        pattern => verbatim(SecretCharset::Base64.pattern()),
    };
    let path = "ansible/playbooks/tasks/seed.yml";
    tree.add(path, repository.engine.render(&format!("{path}.j2"), &view)?);
    for database in &seeded {
        let view = context! {
            name => verbatim(database.name.as_str()),
            tables => database.keeps.iter().map(table).collect::<Value>(),
        };
        let text = repository.engine.render("ansible/playbooks/files/seed.sql.j2", &view)?;
        tree.add(format!("ansible/playbooks/files/{}", statements(database)), text);
    }
    Ok(())
}

/// Whether something of a machine is filled, in any environment.
pub(super) fn is_filled(stack: &CheckedStack, host: &HostName) -> bool {
    let mut environments = stack.resolved().deployments();
    environments.any(|(environment, _)| {
        stack.resolved().seeded_databases(environment).iter().any(|database| database.plan.host() == host)
    })
}

/// What of a machine is filled, and from where; none where nothing is.
pub(super) fn databases(stack: &CheckedStack, site: &Site<'_>) -> Option<(&'static str, Yaml)> {
    let seeded = stack.resolved().seeded_databases(site.environment);
    let here: Vec<Yaml> = seeded
        .iter()
        .filter(|database| database.plan.host() == site.host)
        .map(|database| one(stack, database))
        .collect();
    (!here.is_empty()).then_some(("seed_databases", Yaml::List(here)))
}

fn one(stack: &CheckedStack, database: &SeededDatabase<'_>) -> Yaml {
    let way = way(stack, &database.plan);
    let stops = database.plan.stops().iter().map(ServiceName::as_str);
    map! {
        "name": database.name.as_str(),
        "server": database.plan.service().map_or("", ServiceName::as_str),
        // The application has started once if it has made this table.
        "mark": database.keeps.first().map_or("", |table| table.name),
        "source": database.folder.as_str(),
        "pattern": database.plan.file().pattern(),
        "way": way.name,
        "arguments": Yaml::list(way.restore),
        "statements": statements(database),
        "stops": Yaml::list(stops),
    }
}

/// The file with what is done to the data of a database.
fn statements(database: &SeededDatabase<'_>) -> String {
    let server = database.plan.service().map_or("", ServiceName::as_str);
    format!("seed.{server}.{}.sql", database.name)
}

fn table(table: &KeptTable) -> Value {
    let pair = |left: &'static str, right: &'static str| (verbatim(left), verbatim(right));
    context! {
        name => verbatim(table.name),
        only => table.only.map(verbatim),
        sets => table.sets.iter().map(|(column, value)| {
            let (column, value) = pair(column, value);
            context! { column, value }
        }).collect::<Value>(),
        columns => {
            let columns = table.sets.iter().map(|(column, _)| *column).chain(table.stays.iter().copied());
            if table.stays.is_empty() { Value::from(()) } else { columns.map(verbatim).collect::<Value>() }
        },
        never => table.never.iter().map(|(condition, meaning)| {
            context! { condition => verbatim(*condition), meaning => *meaning }
        }).collect::<Value>(),
    }
}
