//! Arguments that several commands share.

use super::{
    input::{self, DefaultStack},
    output,
};
use anyhow::Context as _;
use camino::Utf8PathBuf;
use clap::ValueEnum;
use serde::Serialize;
use stack_model::{EnvironmentName, Source};
use std::fmt::Display;

/// Environments of a stack.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct EnvironmentArguments {
    /// Only this environment; may be repeated
    #[arg(long = "env", value_name = "ENV")]
    pub environments: Vec<String>,
}

/// A stack, and some of its environments.
#[derive(Debug, Clone, clap::Args)]
pub struct StackArguments {
    /// The stack; stack.yml in the current folder unless named
    pub stack: Option<Utf8PathBuf>,
    /// Some of its environments.
    #[command(flatten)]
    pub environments: EnvironmentArguments,
}

/// A stack, some of its environments, and the format in which the answer about them is printed.
#[derive(Debug, Clone, clap::Args)]
pub struct QuestionArguments<F: ValueEnum + Default + Send + Sync + 'static> {
    /// A stack, and some of its environments.
    #[command(flatten)]
    pub stack: StackArguments,
    /// The format of the answer
    #[arg(long, value_enum, default_value_t)]
    pub format: F,
}

/// A format for people or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Text,
    /// One JSON object
    Json,
}

impl EnvironmentArguments {
    /// The environments, as names; none if all of them are meant.
    ///
    /// # Errors
    /// If one is not a name, or the stack has none of that name.
    pub fn of(&self, source: &Source) -> anyhow::Result<Vec<EnvironmentName>> {
        let known = source.parse().map(|stack| stack.environments).unwrap_or_default();
        let environment = |name: &String| {
            let environment = EnvironmentName::new(name.as_str()).with_context(|| format!("--env {name}"))?;
            if !known.is_empty() && !known.contains_key(&environment) {
                let known: Vec<_> = known.keys().map(ToString::to_string).collect();
                anyhow::bail!("--env {name}: the stack has {}", known.join(", "));
            }
            Ok(environment)
        };
        self.environments.iter().map(environment).collect()
    }
}

impl StackArguments {
    /// The text of the stack, which may have faults, and the environments that are meant; none if all of them are.
    ///
    /// # Errors
    /// If no stack is named and there is no other, the file cannot be read, or the stack has no such environment.
    pub fn read(&self, default: Option<&DefaultStack>) -> anyhow::Result<(Source, Vec<EnvironmentName>)> {
        let source = input::read(&input::choose(self.stack.as_deref(), default)?)?;
        let environments = self.environments.of(&source)?;
        Ok((source, environments))
    }
}

impl Format {
    /// Prints an answer.
    ///
    /// # Errors
    /// If it has no JSON.
    pub fn print(self, answer: &(impl Display + Serialize)) -> anyhow::Result<()> {
        match self {
            Self::Text => output::line(answer),
            Self::Json => output::json(answer)?,
        }
        Ok(())
    }
}
