//! Qdrant: the program that dumps its collections. The server itself is configured by its environment.

use super::{Config, Context, Effect};
use crate::engine::RenderError;
use minijinja::context;

pub(super) fn config(context: &Context<'_>) -> Result<Config, RenderError> {
    let backup = context.render("backup.py", &context! {})?.with(Effect::Unprompted);
    Ok(Config { files: vec![backup], mounts: Vec::new() })
}
