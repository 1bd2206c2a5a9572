//! Qdrant: the program that dumps its collections. The server itself is configured by its environment.

use super::{Renderer, no_variables};
use crate::{
    config::{ConfigFile, Context},
    engine::RenderError,
};
use minijinja::context;

pub(super) static RENDERER: Renderer = Renderer { files, variables: no_variables };

fn files(context: &Context<'_>) -> Result<Vec<ConfigFile>, RenderError> {
    Ok(vec![context.render("backup.py", &context! {})?])
}
