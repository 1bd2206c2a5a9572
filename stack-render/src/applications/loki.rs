//! Loki: `loki.yml`, a single process that stores on its own disk.

use super::{Renderer, no_variables};
use crate::{
    config::{ConfigFile, Context},
    engine::RenderError,
};
use minijinja::context;
use stack_model::catalogue::RetentionSettings;

pub(super) static RENDERER: Renderer = Renderer { files, variables: no_variables };

fn files(context: &Context<'_>) -> Result<Vec<ConfigFile>, RenderError> {
    let settings = context.service.settings_of::<RetentionSettings>();
    let days = settings.and_then(|settings| settings.retention_days).unwrap_or(14);
    let view = context! { retention => format!("{}h", u32::from(days) * 24) };
    Ok(vec![context.render("loki.yml", &view)?])
}
