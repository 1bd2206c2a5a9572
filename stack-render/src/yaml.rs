//! YAML and JSON from typed values: shape follows the model, so nothing is pasted.

use crate::{
    jinja::{Expression, Template},
    scalar::{Reader, Scalar},
    variables::{Typed, Var},
};
use indexmap::IndexMap;
use serde::{Serialize, Serializer};

/// A value of an emitted document.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Yaml {
    /// Text, put together from literals and references.
    Text(Scalar),
    /// Text of which Jinja evaluates parts that no environment of the stack fixes.
    Template(Template),
    /// A number.
    Number(serde_json::Number),
    /// `true` or `false`.
    Bool(bool),
    /// A list.
    List(Vec<Self>),
    /// A mapping, in its order.
    Map(IndexMap<String, Self>),
}

impl Yaml {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(Scalar::literal(text))
    }

    pub(crate) fn list<T: Into<Self>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }

    pub(crate) fn map<K: Into<String>, V: Into<Self>>(entries: impl IntoIterator<Item = (K, V)>) -> Self {
        Self::Map(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }

    /// The document as YAML, after a banner and `---`.
    pub(crate) fn document(&self, reader: Reader) -> String {
        document(&Printed(self, reader))
    }

    /// The document as indented JSON.
    pub(crate) fn json(&self) -> String {
        let text = serde_json::to_string_pretty(&Printed(self, Reader::Plain))
            .expect("a tree of text, numbers and booleans can be written as JSON");
        text + "\n"
    }
}

/// What is serialised as YAML, after a banner and `---`.
pub(crate) fn document(value: &impl Serialize) -> String {
    let options = serde_yaml::ser_options! {
        compact_list_indent: false,
        folded_wrap_chars: 1_000_000,
    };
    let body = serde_yaml::to_string_with_options(value, options)
        .expect("a tree of text, numbers and booleans can be written as YAML");
    format!("{BANNER}---\n{body}")
}

/// A value as a reader is to find it.
struct Printed<'a>(&'a Yaml, Reader);

impl Serialize for Printed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(value, reader) = *self;
        match value {
            Yaml::Text(scalar) => serializer.serialize_str(&scalar.print(reader)),
            Yaml::Template(template) => serializer.serialize_str(template.as_str()),
            Yaml::Number(number) => number.serialize(serializer),
            Yaml::Bool(value) => serializer.serialize_bool(*value),
            Yaml::List(items) => serializer.collect_seq(items.iter().map(|item| Self(item, reader))),
            Yaml::Map(entries) => {
                serializer.collect_map(entries.iter().map(|(key, value)| (key, Self(value, reader))))
            }
        }
    }
}

/// The first line of every generated file that can have a comment. It never changes, so that a new run changes nothing.
pub(crate) const BANNER: &str =
    "# Generated from stack.yml by `stackwright generate`; edit stack.yml instead.\n";

impl From<Scalar> for Yaml {
    fn from(scalar: Scalar) -> Self {
        Self::Text(scalar)
    }
}

impl<T: Typed> From<&Var<T>> for Yaml {
    fn from(variable: &Var<T>) -> Self {
        Self::Text(variable.into())
    }
}

impl From<Expression> for Yaml {
    fn from(expression: Expression) -> Self {
        Self::from(&expression)
    }
}

impl From<&Expression> for Yaml {
    fn from(expression: &Expression) -> Self {
        Self::Template(expression.into())
    }
}

impl From<&str> for Yaml {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Yaml {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<bool> for Yaml {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<u32> for Yaml {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<f64> for Yaml {
    fn from(number: f64) -> Self {
        serde_json::Number::from_f64(number).map_or_else(|| Self::text(number.to_string()), Self::Number)
    }
}

/// A mapping literal: `map! { "key": value, "other": value }`.
macro_rules! map {
    ($($key:literal: $value:expr),* $(,)?) => {
        $crate::yaml::Yaml::map([$(($key, $crate::yaml::Yaml::from($value))),*])
    };
}

pub(crate) use map;
