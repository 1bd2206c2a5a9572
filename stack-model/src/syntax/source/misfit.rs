//! `Misfit`: why a value does not fit its type, and where.

use crate::syntax::{KeyPath, Segment, suggest};
use serde::de;
use std::fmt;

/// Why a value does not fit its type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Misfit {
    pub(crate) cause: Cause,
    pub(crate) help: Option<String>,
    /// The steps from the error up to the document, deepest first.
    trail: Vec<Segment>,
}

/// What kind of misfit it is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cause {
    /// A value of the wrong shape or content.
    Value(String),
    /// A key that its mapping does not know.
    UnknownKey(String),
    /// A key that its mapping cannot do without.
    MissingKey(&'static str),
}

impl Misfit {
    pub(super) fn value(message: impl fmt::Display) -> Self {
        Self { cause: Cause::Value(message.to_string()), help: None, trail: Vec::new() }
    }

    pub(super) fn with_help(mut self, help: String) -> Self {
        self.help = Some(help);
        self
    }

    pub(super) fn at(mut self, segment: Segment) -> Self {
        self.trail.push(segment);
        self
    }

    /// Where the misfit is.
    pub(crate) fn path(&self) -> KeyPath {
        self.trail.iter().rev().fold(KeyPath::root(), |path, segment| match segment {
            Segment::Key(key) => path.key(key),
            Segment::Index(index) => path.index(*index),
        })
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Cause::Value(message) => f.write_str(message),
            Cause::UnknownKey(key) => write!(f, "unknown key `{key}`"),
            Cause::MissingKey(key) => write!(f, "the key `{key}` is missing"),
        }
    }
}

impl std::error::Error for Misfit {}

impl de::Error for Misfit {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::value(message)
    }

    fn invalid_type(found: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        let (what, help) = match found {
            de::Unexpected::Bool(value) => (format!("`{value}`"), true),
            de::Unexpected::Unsigned(value) => (format!("`{value}`"), true),
            de::Unexpected::Signed(value) => (format!("`{value}`"), true),
            de::Unexpected::Float(value) => (format!("`{value}`"), true),
            de::Unexpected::Unit => ("nothing".into(), false),
            de::Unexpected::Map => ("a mapping".into(), false),
            de::Unexpected::Seq => ("a list".into(), false),
            other => (other.to_string(), false),
        };
        let help = help.then(|| "if it is meant as text, write it in quotes".into());
        Self { help, ..Self::value(format!("expected {expected}, found {what}")) }
    }

    fn missing_field(field: &'static str) -> Self {
        Self { cause: Cause::MissingKey(field), help: None, trail: Vec::new() }
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self { cause: Cause::UnknownKey(field.into()), help: suggest(field, expected), trail: Vec::new() }
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self { help: suggest(variant, expected), ..Self::value(format!("`{variant}` is not known here")) }
    }
}
