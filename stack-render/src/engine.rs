//! Stage 1: our own templates, with delimiters that Jinja, GitHub and Grafana do not use.

mod embedded;
mod escape;

use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, syntax::SyntaxConfig, value::ValueKind};
use thiserror::Error;

/// A built-in template is broken. It is a mistake of this crate, not of the stack; the property tests hold it at
/// "never".
#[derive(Debug, Error)]
#[error("the built-in template `{template}` is broken: {message}")]
pub struct RenderError {
    template: String,
    message: String,
}

impl RenderError {
    pub(crate) fn new(template: &str, error: &minijinja::Error) -> Self {
        Self { template: template.into(), message: format!("{error:#}") }
    }
}

/// The stage-1 engine: every embedded template, strict, escaping by the kind of file.
pub(crate) struct Engine(Environment<'static>);

impl Engine {
    pub(crate) fn new() -> Self {
        let mut environment = Environment::new();
        let syntax = SyntaxConfig::builder()
            .block_delimiters("<%", "%>")
            .variable_delimiters("<[", "]>")
            .comment_delimiters("<#", "#>")
            .keep_trailing_newline(true)
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()
            .expect("the delimiters are distinct");
        environment.set_syntax(syntax);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(10_000_000));
        environment.set_auto_escape_callback(|name| match escape::kind(name) {
            Some(kind) => AutoEscape::Custom(kind.name().into()),
            None => AutoEscape::None,
        });
        environment.set_formatter(format);
        embedded::load(&mut environment);
        Self(environment)
    }

    /// The templates below a folder, in the order of their names.
    pub(crate) fn below(&self, folder: &str) -> Vec<String> {
        let names = self.0.templates().map(|(name, _)| name).filter(|name| name.starts_with(folder));
        let mut names: Vec<String> = names.map(str::to_owned).collect();
        names.sort_unstable();
        names
    }

    /// Renders the template at `path` below `templates/`.
    pub(crate) fn render(&self, path: &str, view: &Value) -> Result<String, RenderError> {
        let template = self.0.get_template(path).map_err(|error| RenderError::new(path, &error))?;
        template.render(view).map_err(|error| RenderError::new(path, &error))
    }
}

/// Prints a value: references as they are, literals escaped for every interpreter that will read the file.
fn format(
    out: &mut minijinja::Output<'_>,
    state: &mut minijinja::State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    let refuse = |message: String| minijinja::Error::new(minijinja::ErrorKind::BadEscape, message);
    let text = match value.kind() {
        ValueKind::String if value.is_safe() => value.to_string(),
        ValueKind::String => {
            let AutoEscape::Custom(kind) = state.auto_escape() else {
                return Err(refuse("a file of unknown kind prints no literals".into()));
            };
            let literal = value.as_str().unwrap_or_default();
            escape::literal(kind, literal).map_err(refuse)?
        }
        ValueKind::Number => value.to_string(),
        kind => {
            return Err(refuse(format!("a {kind} cannot be printed; the view must hold text or a number")));
        }
    };
    out.write_str(&text).map_err(|error| refuse(error.to_string()))
}

/// Text that is a reference or already in the language of the file: it is printed as it is.
pub(crate) fn verbatim(text: impl Into<String>) -> Value {
    Value::from_safe_string(text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_loads_and_has_a_kind() {
        let engine = Engine::new();
        let mut count = 0;
        for (name, _) in engine.0.templates() {
            assert!(escape::kind(name).is_some(), "{name} is of no known kind");
            count += 1;
        }
        assert!(count > 10);
    }
}
