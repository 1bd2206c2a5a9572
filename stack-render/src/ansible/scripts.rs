//! Scripts for people: asking for what only they know, filling the vault, locking image tags to digests.

use super::{Repository, vault, wizard};
use crate::{Tree, engine::RenderError};

/// Adds the scripts.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) -> Result<(), RenderError> {
    let engine = repository.engine;
    let scripts = [
        ("lock-digests.sh", engine.fixed("ansible/scripts/lock-digests.sh.j2")?),
        ("init-vault.sh", engine.fill(&vault::script(repository.stack))?),
        ("wizard.sh", engine.fill(&wizard::script(repository.stack))?),
    ];
    for (name, text) in scripts {
        tree.add_executable(format!("ansible/scripts/{name}"), text);
    }
    Ok(())
}
