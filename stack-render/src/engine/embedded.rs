//! The templates, embedded at build time.

/// Loads every template of the folder `templates/`.
pub(super) fn load(environment: &mut minijinja::Environment<'static>) {
    minijinja_embed::load_templates!(&mut *environment);
}
