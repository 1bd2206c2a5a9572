//! `Scalar`: a value of an emitted file: literals and references, printed for the program that reads it.

use crate::{
    jinja,
    variables::{DOMAIN_NAME, Datum, Typed, Var, derived},
};
use serde::{Serialize, Serializer};
use stack_model::{
    SecretName, ServiceName,
    resolve::{Part, Text},
};

/// Text of a template: literals, references to variables, and secrets.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scalar(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// Itself, for every reader.
    Literal(String),
    /// The value of a variable of `group_vars`.
    Variable(Var<Datum>),
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
            Part::Domain => Piece::Variable(DOMAIN_NAME.untyped()),
            Part::Varying { name, .. } => Piece::Variable(derived(service, name).untyped()),
        };
        Self(text.parts().iter().map(piece).collect())
    }

    /// The pieces, each as one of the functions makes it.
    pub(crate) fn pieces<T>(
        &self,
        literal: impl Fn(String) -> T,
        variable: impl Fn(&Var<Datum>) -> T,
        secret: impl Fn(SecretName) -> T,
    ) -> Vec<T> {
        self.0
            .iter()
            .map(|piece| match piece {
                Piece::Literal(text) => literal(text.clone()),
                Piece::Variable(name) => variable(name),
                Piece::Secret(name) => secret(name.clone()),
            })
            .collect()
    }

    /// The text that stands in the template.
    pub(crate) fn print(&self, reader: Reader) -> String {
        self.0
            .iter()
            .map(|piece| match (piece, reader) {
                (Piece::Literal(text), Reader::Compose) => jinja::literal(&text.replace('$', "$$")),
                (Piece::Literal(text), Reader::Plain) => jinja::literal(text),
                (Piece::Variable(variable), _) => variable.expression().print(),
                (Piece::Secret(name), _) => format!("${{{}}}", name.variable()),
            })
            .collect()
    }
}

impl Serialize for Scalar {
    /// As it stands in a template of compose.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.print(Reader::Compose))
    }
}

impl<T: Typed> From<&Var<T>> for Scalar {
    fn from(variable: &Var<T>) -> Self {
        Self(vec![Piece::Variable(variable.untyped())])
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
