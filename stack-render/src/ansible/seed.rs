//! `playbooks/tasks/seed.yml`: an environment is filled from another one before its applications first start.

use super::Repository;
use crate::{
    Tree,
    compose::way,
    engine::{Raw, RenderError, Template},
    yaml::{Yaml, map},
};
use serde::Serialize;
use stack_model::{
    CheckedStack, HostName, ServiceName, Site,
    catalogue::KeptTable,
    resolve::{BucketKeys, SeededDatabase},
    stack::{Export, SecretCharset},
};

/// `seed.yml`.
#[derive(Serialize)]
struct SeedTasks {
    endpoint: Raw,
    /// The variables of the vault that hold the keys of the bucket.
    access_key: Raw,
    secret_key: Raw,
    /// What those keys match.
    pattern: Raw,
}

impl Template for SeedTasks {
    const PATH: &'static str = "ansible/playbooks/tasks/seed.yml.j2";
}

/// What is done to the data of a database.
#[derive(Serialize)]
struct SeedStatements {
    name: Raw,
    /// The tables that stay.
    tables: Vec<Table>,
}

impl Template for SeedStatements {
    const PATH: &'static str = "ansible/playbooks/files/seed.sql.j2";
}

#[derive(Serialize)]
struct Table {
    name: Raw,
    /// The condition of the rows that stay; all of them without it.
    only: Option<Raw>,
    /// The columns that are written anew.
    sets: Vec<NewValue>,
    /// Every column that is known; none if any will do.
    columns: Option<Vec<Raw>>,
    /// What must hold of no row afterwards.
    never: Vec<Forbidden>,
}

/// A column, and the expression of its new value.
#[derive(Serialize)]
struct NewValue {
    column: Raw,
    value: Raw,
}

#[derive(Serialize)]
struct Forbidden {
    condition: Raw,
    meaning: &'static str,
}

/// Adds the tasks and what they run; nothing where nothing is filled.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) -> Result<(), RenderError> {
    let stack = repository.stack;
    let resolved = stack.resolved();
    let seeded: Vec<SeededDatabase<'_>> =
        resolved.deployments().flat_map(|(environment, _)| resolved.seeded_databases(environment)).collect();
    let Some(first) = seeded.first() else { return Ok(()) };
    let BucketKeys { access_key, secret_key, .. } = Export::keys();
    let tasks = SeedTasks {
        endpoint: Raw::of(&first.export.endpoint),
        access_key: Raw::vault(&access_key),
        secret_key: Raw::vault(&secret_key),
        pattern: Raw::of(SecretCharset::Base64.pattern()),
    };
    tree.add("ansible/playbooks/tasks/seed.yml", repository.engine.fill(&tasks)?);
    for database in &seeded {
        let tables = database.keeps.iter().map(table).collect();
        let text = repository.engine.fill(&SeedStatements { name: Raw::of(&database.name), tables })?;
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

fn table(table: &KeptTable) -> Table {
    let columns = table.sets.iter().map(|(column, _)| *column).chain(table.stays.iter().copied());
    let new_value = |&(column, value): &(&'static str, &'static str)| NewValue {
        column: Raw::of(column),
        value: Raw::of(value),
    };
    let forbidden = |&(condition, meaning): &(&'static str, &'static str)| Forbidden {
        condition: Raw::of(condition),
        meaning,
    };
    Table {
        name: Raw::of(table.name),
        only: table.only.map(Raw::of),
        sets: table.sets.iter().map(new_value).collect(),
        columns: (!table.stays.is_empty()).then(|| columns.map(Raw::of).collect()),
        never: table.never.iter().map(forbidden).collect(),
    }
}
