//! `Text`: a value put together from literals and references.

use crate::value::{EnvironmentName, MemorySize, SecretName};
use indexmap::IndexMap;

/// A value that some program will read: literals and references, side by side and never mixed up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    parts: Vec<Part>,
}

/// A piece of a [`Text`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Itself, whoever reads it.
    Literal(String),
    /// The value of a secret.
    Secret(SecretName),
    /// The environment's domain.
    Domain,
    /// A number that differs between environments.
    Varying {
        /// The name that it has beside its service's.
        name: &'static str,
        /// Its value by environment.
        values: IndexMap<EnvironmentName, String>,
    },
}

impl Text {
    /// A literal.
    pub fn literal(text: impl Into<String>) -> Self {
        Self { parts: vec![Part::Literal(text.into())] }
    }

    /// The words of a command.
    pub(crate) fn words<'w>(words: impl IntoIterator<Item = &'w str>) -> Vec<Self> {
        words.into_iter().map(Self::literal).collect()
    }

    /// The value of a secret.
    pub fn secret(name: SecretName) -> Self {
        Self { parts: vec![Part::Secret(name)] }
    }

    /// Adds a piece at the end.
    #[must_use]
    pub fn then(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }

    /// Adds a text at the end.
    #[must_use]
    pub fn join(mut self, other: Self) -> Self {
        self.parts.extend(other.parts);
        self
    }

    /// Mebibytes that follow from a memory limit, after `prefix`.
    pub(super) fn mebibytes(
        prefix: &str,
        name: &'static str,
        sizes: IndexMap<EnvironmentName, MemorySize>,
    ) -> Self {
        let values =
            sizes.into_iter().map(|(environment, size)| (environment, size.mib().to_string())).collect();
        Self::literal(prefix).then(Part::Varying { name, values })
    }

    /// The pieces.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The secrets whose values are in it.
    pub fn secrets(&self) -> impl Iterator<Item = &SecretName> {
        self.parts.iter().filter_map(|part| match part {
            Part::Secret(name) => Some(name),
            _ => None,
        })
    }
}
