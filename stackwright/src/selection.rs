//! What a command is asked about: a stack, and some of its environments.

use crate::input::{self, DefaultStack};
use camino::Utf8PathBuf;
use stack_model::{DeploymentName, Source};

/// A stack, and some of its environments, as arguments.
#[derive(Debug, clap::Args)]
pub struct Selection {
    /// The stack. `stack.yml` in the current folder, if none is named.
    pub stack: Option<Utf8PathBuf>,
    /// Only this environment; may be repeated.
    #[arg(long = "env", value_name = "ENV")]
    pub environments: Vec<String>,
}

/// The environments that are asked for; all of them, if none was named.
#[derive(Debug)]
pub struct Environments(Vec<DeploymentName>);

impl Selection {
    /// The text of the stack, which may have faults, and the environments that are asked for.
    ///
    /// # Errors
    /// If the file cannot be read, or the stack has no such environment.
    pub fn read(&self, default: Option<&DefaultStack>) -> anyhow::Result<(Source, Environments)> {
        let source = input::read(&input::choose(self.stack.as_deref(), default)?)?;
        let environments = Environments(input::environments(&self.environments, &source)?);
        Ok((source, environments))
    }
}

impl Environments {
    /// Every environment.
    pub const ALL: Self = Self(Vec::new());

    /// Whether an environment is among them.
    pub fn contains(&self, name: &DeploymentName) -> bool {
        self.0.is_empty() || self.0.contains(name)
    }
}
