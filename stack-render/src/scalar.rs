//! `Scalar`: a value of an emitted file: literals and references, printed for the program that reads it.

use crate::{
    jinja::{self, Expression},
    variables::{DOMAIN_NAME, Typed, Var, derived},
};
use stack_model::{
    SecretName, ServiceName,
    resolve::{Part, Text},
};

/// A value of an emitted file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Scalar(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// Itself, whoever reads it.
    Literal(String),
    /// The value of a variable of `group_vars`.
    Variable(Expression),
    /// A variable of `.env`.
    Secret(SecretName),
}

/// The program that reads a file after Jinja has been through it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    /// `docker compose`, which interpolates `$`.
    Compose,
    /// A program that takes a literal for what it is.
    Plain,
}

impl Scalar {
    pub(crate) fn literal(text: impl Into<String>) -> Self {
        Self(vec![Piece::Literal(text.into())])
    }

    #[must_use]
    pub(crate) fn then(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    #[must_use]
    pub(crate) fn and(self, text: impl Into<String>) -> Self {
        self.then(Self::literal(text))
    }

    /// A value of the model, for the service that it belongs to.
    pub(crate) fn of(text: &Text, service: &ServiceName) -> Self {
        let piece = |part: &Part| match part {
            Part::Literal(text) => Piece::Literal(text.clone()),
            Part::Secret(name) => Piece::Secret(name.clone()),
            Part::Domain => Piece::Variable(DOMAIN_NAME.expression()),
            Part::Varying { name, .. } => Piece::Variable(derived(service, name).expression()),
        };
        Self(text.parts().iter().map(piece).collect())
    }

    /// The text that stands in the template.
    pub(crate) fn print(&self, reader: Reader) -> String {
        self.0
            .iter()
            .map(|piece| match (piece, reader) {
                (Piece::Literal(text), Reader::Compose) => jinja::literal(&text.replace('$', "$$")),
                (Piece::Literal(text), Reader::Plain) => jinja::literal(text),
                (Piece::Variable(variable), _) => variable.print(),
                (Piece::Secret(name), _) => format!("${{{}}}", name.variable()),
            })
            .collect()
    }
}

impl<T: Typed> From<&Var<T>> for Scalar {
    fn from(variable: &Var<T>) -> Self {
        Self(vec![Piece::Variable(variable.expression())])
    }
}

impl From<&str> for Scalar {
    fn from(text: &str) -> Self {
        Self::literal(text)
    }
}

impl From<String> for Scalar {
    fn from(text: String) -> Self {
        Self::literal(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_never_becomes_a_reference() {
        let scalar = Scalar::literal("${HOME} {{ x }}");
        assert_eq!(scalar.print(Reader::Compose), "$${HOME} {{ '{{' }} x }}");
        assert_eq!(scalar.print(Reader::Plain), "${HOME} {{ '{{' }} x }}");
        let secret = Scalar::of(
            &Text::secret(SecretName::new("redis_password").unwrap()),
            &ServiceName::new("redis").unwrap(),
        );
        assert_eq!(secret.print(Reader::Compose), "${REDIS_PASSWORD}");
    }
}
