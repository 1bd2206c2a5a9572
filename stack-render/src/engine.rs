//! Stage 1: our own templates, with delimiters that Jinja, GitHub and Grafana do not use.

mod embedded;
mod escape;
mod raw;
#[cfg(test)]
mod reads;
#[cfg(test)]
mod shape;

pub(crate) use raw::{Name, Plain, Raw, raw};

use minijinja::{
    AutoEscape, Environment, UndefinedBehavior, Value,
    syntax::SyntaxConfig,
    value::{Serde, ValueKind},
};
use serde::Serialize;
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

/// What one template is filled with. Its fields are what the template reads: `String`s are escaped for the file, [`Raw`] text
/// is printed as it is.
pub(crate) trait Template: Serialize {
    /// The template, below `templates/`.
    const PATH: &'static str;
}

/// What several templates are filled with.
pub(crate) trait TemplateSet: Serialize {
    /// The templates, below `templates/`.
    const PATHS: &'static [&'static str];
}

/// The stage-1 engine: every embedded template, strict, escaping for the language of the file.
pub(crate) struct Engine(Environment<'static>);

impl Engine {
    pub(crate) fn new() -> Self {
        let mut environment = Environment::new();
        environment.set_syntax(syntax());
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(10_000_000));
        environment.set_auto_escape_callback(|name| match escape::language(name) {
            Some(language) => AutoEscape::Custom(language.name().into()),
            None => AutoEscape::None,
        });
        environment.set_formatter(format);
        embedded::load(&mut environment);
        Self(environment)
    }

    /// Fills the template of a view.
    pub(crate) fn fill<T: Template>(&self, view: &T) -> Result<String, RenderError> {
        self.fill_all(&[T::PATH], &Value::from(Serde(view)))
            .map(|files| files.into_iter().map(|file| file.1).collect())
    }

    /// Fills each template of a view: the path of the file that it gives, below the target, and its text.
    pub(crate) fn fill_each<T: TemplateSet>(&self, view: &T) -> Result<Vec<(String, String)>, RenderError> {
        self.fill_all(T::PATHS, &Value::from(Serde(view)))
    }

    /// The text of a template that reads nothing of the stack.
    pub(crate) fn fixed(&self, path: &str) -> Result<String, RenderError> {
        let files = self.fill_all(&[path], &Value::from(Serde(())))?;
        Ok(files.into_iter().map(|(_, text)| text).collect())
    }

    /// A template that reads nothing of the stack, as a part of another file.
    pub(crate) fn part(&self, path: &str) -> Result<Raw, RenderError> {
        self.fixed(path).map(|text| Raw::rendered(&text))
    }

    fn fill_all(&self, paths: &[&str], values: &Value) -> Result<Vec<(String, String)>, RenderError> {
        #[cfg(test)]
        shape::record(paths, values);
        let fill = |path: &&str| {
            let file = path.strip_suffix(".j2").unwrap_or(path).to_owned();
            let text = self.0.get_template(path).and_then(|template| template.render(values));
            text.map(|text| (file, text)).map_err(|error| RenderError::new(path, &error))
        };
        paths.iter().map(fill).collect()
    }
}

/// The delimiters of our templates.
fn syntax() -> SyntaxConfig {
    SyntaxConfig::builder()
        .block_delimiters("<%", "%>")
        .variable_delimiters("<[", "]>")
        .comment_delimiters("<#", "#>")
        .keep_trailing_newline(true)
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .expect("the delimiters are distinct")
}

/// Prints a value: raw text as it is, literals escaped for every interpreter that will read the file.
fn format(
    out: &mut minijinja::Output<'_>,
    state: &mut minijinja::State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    let refuse = |message: String| minijinja::Error::new(minijinja::ErrorKind::BadEscape, message);
    let text = match value.kind() {
        ValueKind::String if value.is_safe() => value.to_string(),
        ValueKind::String => {
            let AutoEscape::Custom(language) = state.auto_escape() else {
                return Err(refuse("a file of unknown language prints no literals".into()));
            };
            let literal = value.as_str().unwrap_or_default();
            escape::literal(language, literal).map_err(refuse)?
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

impl Engine {
    /// The templates below a folder, in the order of their names.
    pub(crate) fn below(&self, folder: &str) -> Vec<String> {
        let names = self.0.templates().map(|(name, _)| name).filter(|name| name.starts_with(folder));
        let mut names: Vec<String> = names.map(str::to_owned).collect();
        names.sort_unstable();
        names
    }

    /// Renders the template at `path` below `templates/`.
    pub(crate) fn render(&self, path: &str, view: &Value) -> Result<String, RenderError> {
        #[cfg(test)]
        shape::record_untyped(path);
        let template = self.0.get_template(path).map_err(|error| RenderError::new(path, &error))?;
        template.render(view).map_err(|error| RenderError::new(path, &error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_of_a_known_language() {
        let engine = Engine::new();
        let mut count = 0;
        for (name, _) in engine.0.templates() {
            assert!(escape::language(name).is_some(), "{name} is of no known language");
            count += 1;
        }
        assert!(count > 10);
    }
}
