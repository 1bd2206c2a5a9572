//! Scripts for people: locking image tags to digests.

use super::Repository;
use crate::{Tree, engine::RenderError};
use minijinja::context;

/// Adds the scripts.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) -> Result<(), RenderError> {
    let text = repository.engine.render("ansible/scripts/lock-digests.sh.j2", &context! {})?;
    tree.add_executable("ansible/scripts/lock-digests.sh", text);
    Ok(())
}
