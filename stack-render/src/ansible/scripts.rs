//! Scripts for people: asking for what only they know, filling the vault, locking image tags to digests.

use super::{Repository, vault, wizard};
use crate::{Tree, engine::RenderError};
use minijinja::context;

/// Adds the scripts.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) -> Result<(), RenderError> {
    let scripts = [
        ("lock-digests.sh", context! {}),
        ("init-vault.sh", context! { environments => vault::view(repository) }),
        ("wizard.sh", context! { environments => wizard::view(repository) }),
    ];
    for (name, view) in scripts {
        let path = format!("ansible/scripts/{name}");
        let text = repository.engine.render(&format!("{path}.j2"), &view)?;
        tree.add_executable(path, text);
    }
    Ok(())
}
