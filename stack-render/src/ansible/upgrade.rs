//! `playbooks/tasks/upgrade.yml`: another version alters data for good only if it is meant, and after a dump.

use super::Repository;
use crate::{
    Tree,
    compose::is_dumped,
    engine::{RenderError, verbatim},
};
use minijinja::{Value, context};
use stack_model::{CheckedService, CheckedStack, catalogue::Upgrade};

/// Adds the tasks; nothing where no version alters anything.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) -> Result<(), RenderError> {
    let stack = repository.stack;
    if !is_asked(stack) {
        return Ok(());
    }
    let view = context! { services => view(stack), dumps => is_dumped(stack) };
    let path = "ansible/playbooks/tasks/upgrade.yml";
    tree.add(path, repository.engine.render(&format!("{path}.j2"), &view)?);
    Ok(())
}

/// The services that alter what they keep, and what they do to it.
pub(super) fn view(stack: &CheckedStack) -> Value {
    let view = |(service, upgrade): (&CheckedService, Upgrade)| {
        let name = &service.name;
        context! {
            name => verbatim(name.as_str()),
            code => verbatim(format!("`{name}`")),
            way => verbatim(upgrade.word()),
            why => verbatim(upgrade.meaning()),
        }
    };
    stack.upgrades().map(view).collect()
}

/// Whether some service alters what it keeps when its version changes.
pub(super) fn is_asked(stack: &CheckedStack) -> bool {
    stack.upgrades().next().is_some()
}
