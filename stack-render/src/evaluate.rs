//! Stage 2: the templates of the Ansible tree, filled here instead of by Ansible.

use crate::engine::RenderError;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, syntax::SyntaxConfig, value::ValueKind};
use std::collections::BTreeSet;

/// Fills templates as Ansible's `template` module does: `trim_blocks` on, the final newline kept, an undefined variable
/// is an error.
pub(crate) struct Evaluator(Environment<'static>);

impl Evaluator {
    pub(crate) fn new() -> Self {
        let mut environment = Environment::new();
        let syntax = SyntaxConfig::builder()
            .keep_trailing_newline(true)
            .trim_blocks(true)
            .build()
            .expect("Jinja's own delimiters are a syntax");
        environment.set_syntax(syntax);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        // Jinja would print `True` or a list's repr; both are mistakes of a template.
        environment.set_formatter(|out, state, value| match value.kind() {
            ValueKind::String | ValueKind::Number => minijinja::escape_formatter(out, state, value),
            kind => Err(minijinja::Error::new(
                minijinja::ErrorKind::BadEscape,
                format!("a {kind} cannot be printed by a template"),
            )),
        });
        Self(environment)
    }

    /// The variables that a template reads, as the engine finds them in its expressions.
    pub(crate) fn variables(&self, path: &str, template: &str) -> Result<BTreeSet<String>, RenderError> {
        let template = self.0.template_from_named_str(path, template);
        let template = template.map_err(|error| RenderError::new(path, &error))?;
        Ok(template.undeclared_variables(false).into_iter().collect())
    }

    /// Fills `template` with `variables`.
    pub(crate) fn fill(&self, path: &str, template: &str, variables: &Value) -> Result<String, RenderError> {
        self.0.render_named_str(path, template, variables).map_err(|error| RenderError::new(path, &error))
    }
}
