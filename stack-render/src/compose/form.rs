//! `Form`: a compose file is there in two forms, the template that Ansible fills and the file of one environment. What differs
//! between them are the leaves.

use crate::{
    scalar::Scalar,
    variables::{Datum, Typed, Var, Variables},
};
use serde::{Serialize, Serializer};
use stack_model::{EnvironmentName, SecretName};
use std::{fmt, ops::Deref};

/// What the leaves of a compose file are.
pub trait Form: fmt::Debug + Clone + PartialEq {
    /// A value that an environment may change.
    type Leaf<T: Typed>: fmt::Debug + Clone + PartialEq + Serialize;
    /// Text, which may have secrets in it.
    type Text: fmt::Debug + Clone + PartialEq + Serialize;
}

/// The template: a leaf is a reference to a variable of `group_vars`, printed `{{ name }}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForAnsible;

impl Form for ForAnsible {
    type Leaf<T: Typed> = Var<T>;
    type Text = Scalar;
}

/// The file of one environment: every leaf is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evaluated;

impl Form for Evaluated {
    type Leaf<T: Typed> = Known<T>;
    type Text = Text;
}

/// The value of a variable in one environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known<T>(T);

impl<T> Deref for Known<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Typed> Serialize for Known<T> {
    /// In double quotes, which a reference needs and keeps when Ansible fills it.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let datum: Datum = self.0.clone().into();
        serde_yaml::DoubleQuoted(datum.to_string()).serialize(serializer)
    }
}

/// Text of one environment. What stands in it is known, but for the values of secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// What is written in `stack.yml` or follows from it.
    Literal(String),
    /// The value of a variable.
    Value(String),
    /// What compose reads from `.env`.
    Secret(SecretName),
}

impl Text {
    /// The whole of it; none if a secret stands in it.
    pub fn known(&self) -> Option<String> {
        let piece = |piece: &Piece| match piece {
            Piece::Literal(text) | Piece::Value(text) => Some(text.clone()),
            Piece::Secret(_) => None,
        };
        self.0.iter().map(piece).collect()
    }

    /// As compose reads it: a literal's `$` is doubled, and a secret is a reference.
    fn print(&self) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Literal(text) => text.replace('$', "$$"),
            Piece::Value(text) => text.clone(),
            Piece::Secret(name) => format!("${{{}}}", name.variable()),
        };
        self.0.iter().map(piece).collect()
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.first() {
            // In the template it begins with a reference, and so with quotes.
            Some(Piece::Value(_)) => serde_yaml::DoubleQuoted(self.print()).serialize(serializer),
            Some(Piece::Literal(_) | Piece::Secret(_)) | None => serializer.serialize_str(&self.print()),
        }
    }
}

/// What makes the leaves of a form.
pub(crate) trait Leaves {
    /// The form.
    type Form: Form;

    /// The leaf of a variable.
    fn leaf<T: Typed>(&self, variable: Var<T>) -> <Self::Form as Form>::Leaf<T>;

    /// Text.
    fn text(&self, text: Scalar) -> <Self::Form as Form>::Text;
}

/// Leaves that refer to variables.
pub(crate) struct References;

impl Leaves for References {
    type Form = ForAnsible;

    fn leaf<T: Typed>(&self, variable: Var<T>) -> Var<T> {
        variable
    }

    fn text(&self, text: Scalar) -> Scalar {
        text
    }
}

/// Leaves with the values of one environment.
pub(crate) struct Values<'a> {
    /// Where the values are.
    pub(crate) variables: &'a Variables,
    /// The environment.
    pub(crate) environment: &'a EnvironmentName,
}

impl Leaves for Values<'_> {
    type Form = Evaluated;

    fn leaf<T: Typed>(&self, variable: Var<T>) -> Known<T> {
        let value = self.variables.value(&variable, self.environment);
        Known(value.expect("every variable that a compose file refers to is declared, with its type"))
    }

    fn text(&self, text: Scalar) -> Text {
        Text(text.pieces(
            Piece::Literal,
            |variable| Piece::Value(self.leaf(variable.clone()).to_string()),
            Piece::Secret,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::variables::{DOMAIN_NAME, Group};
    use stack_model::resolve::{Part, Text as ModelText};

    /// What both printers write of a text, where the domain is `example.com`.
    fn printed(text: Scalar) -> [String; 2] {
        let mut variables = Variables::default();
        variables.all(Group::Main, &DOMAIN_NAME, "", "example.com".to_owned());
        let environment = EnvironmentName::new("prod").unwrap();
        let values = Values { variables: &variables, environment: &environment };
        let evaluated = serde_json::to_value(values.text(text.clone())).unwrap();
        let template = serde_json::to_value(References.text(text)).unwrap();
        [template, evaluated].map(|value| value.as_str().unwrap().to_owned())
    }

    #[test]
    fn literal_that_looks_like_a_reference_stays_text_in_both_forms() {
        let [template, evaluated] = printed(Scalar::literal("${HOME} {{ domain_name }}"));
        assert_eq!(template, "$${HOME} {{ '{{' }} domain_name }}");
        assert_eq!(evaluated, "$${HOME} {{ domain_name }}");
    }

    #[test]
    fn variable_is_a_reference_in_the_template_and_a_value_when_evaluated() {
        let [template, evaluated] = printed(Scalar::from(&DOMAIN_NAME).and("/$x"));
        assert_eq!([template, evaluated], ["{{ domain_name }}/$$x", "example.com/$$x"]);
    }

    #[test]
    fn secret_is_a_reference_in_both_forms_and_makes_the_text_unknown() {
        let password = SecretName::new("redis_password").unwrap();
        let text = ModelText::literal("$").then(Part::Secret(password));
        let text = Scalar::of(&text, &stack_model::ServiceName::new("redis").unwrap());
        assert_eq!(printed(text.clone()), ["$$${REDIS_PASSWORD}", "$$${REDIS_PASSWORD}"]);
        let variables = Variables::default();
        let environment = EnvironmentName::new("prod").unwrap();
        let values = Values { variables: &variables, environment: &environment };
        assert_eq!(values.text(text).known(), None);
        assert_eq!(values.text(Scalar::literal("$x")).known().as_deref(), Some("$x"));
    }
}
