//! Loki: `loki.yml`, a single process that stores on its own disk.

use super::{Config, Context};
use crate::engine::RenderError;
use minijinja::context;
use stack_model::stack::settings::Settings;

pub(super) fn config(context: &Context<'_>) -> Result<Config, RenderError> {
    let days = match &context.service.settings {
        Settings::Retention(settings) => settings.retention_days.unwrap_or(14),
        _ => 14,
    };
    let view = context! { retention => format!("{}h", u32::from(days) * 24) };
    Ok(Config {
        files: vec![context.render("loki.yml", &view)?],
        mounts: vec![context.mount("", "/etc/loki")],
    })
}
