//! `playbooks/tasks/upgrade.yml`: another version alters data for good only if it is meant, and after a dump.

use super::Repository;
use crate::{
    Tree,
    compose::plans_on,
    engine::{RenderError, verbatim},
};
use minijinja::{Value, context};
use stack_model::{CheckedStack, ServiceName, catalogue::Upgrade};

/// Adds the tasks; nothing where no version alters anything.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) -> Result<(), RenderError> {
    let stack = repository.stack;
    if !is_asked(stack) {
        return Ok(());
    }
    let dumps = stack.hosts().any(|(host, _)| !plans_on(stack, host).is_empty());
    let view = context! { services => view(stack), dumps };
    let path = "ansible/playbooks/tasks/upgrade.yml";
    tree.add(path, repository.engine.render(&format!("{path}.j2"), &view)?);
    Ok(())
}

/// The services that alter what they keep, and what they do to it.
pub(super) fn view(stack: &CheckedStack) -> Value {
    let view = |(name, upgrade): (&ServiceName, Upgrade)| {
        context! {
            name => verbatim(name.as_str()),
            code => verbatim(format!("`{name}`")),
            way => verbatim(upgrade.word()),
            why => verbatim(upgrade.meaning()),
        }
    };
    services(stack).map(view).collect()
}

/// Whether some service alters what it keeps when its version changes.
pub(super) fn is_asked(stack: &CheckedStack) -> bool {
    services(stack).next().is_some()
}

/// The services that do, and how: those that keep something, in a volume or a database.
fn services(stack: &CheckedStack) -> impl Iterator<Item = (&ServiceName, Upgrade)> {
    let resolved = stack.resolved();
    resolved.services.values().filter_map(|service| {
        let keeps = !service.volumes.is_empty()
            || resolved.databases.iter().any(|database| database.clients.contains(&service.name));
        let fact = service.application.upgrade.filter(|_| keeps)?;
        Some((&service.name, fact.upgrade))
    })
}
