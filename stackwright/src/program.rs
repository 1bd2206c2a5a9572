//! The user's commands, for `stackwright` and for whichever program offers them beside its own.

use crate::{
    backups::Backups,
    budget::BudgetCommand,
    doctor::Doctor,
    explain::Explain,
    generate::Generate,
    input::DefaultStack,
    output::{self, Outcome},
    reach::ReachCommand,
    validate::Validate,
};
use std::process::ExitCode;

/// A command and its arguments.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Check a stack and write its deployment.
    Generate(Generate),
    /// Check a stack.
    Validate(Validate),
    /// Show memory and CPU by host and environment, and what to switch off to fit.
    Budget(BudgetCommand),
    /// Show who can open a connection to whom, and why.
    Reach(ReachCommand),
    /// Show what is dumped and taken away, what stays, and what a loss costs.
    Backups(Backups),
    /// Show a rule's page.
    Explain(Explain),
    /// Print the JSON Schema of stack.yml.
    Schema,
    /// Compare running containers with stack.yml.
    Doctor(Doctor),
}

impl Command {
    /// Runs the command. A stack that is not named is `stack.yml` in the current folder, else the default, if there is one.
    ///
    /// # Errors
    /// If the arguments do not fit the stack, or a file cannot be read or written.
    pub fn run(&self, default: Option<&DefaultStack>) -> anyhow::Result<Outcome> {
        match self {
            Self::Generate(command) => command.run(default),
            Self::Validate(command) => command.run(default),
            Self::Budget(command) => command.run(default),
            Self::Reach(command) => command.run(default),
            Self::Backups(command) => command.run(default),
            Self::Explain(command) => command.run(),
            Self::Schema => {
                output::line(serde_json::to_string_pretty(&stack_model::schema())?);
                Ok(Outcome::Done)
            }
            Self::Doctor(command) => command.run(default),
        }
    }
}

/// Ends a program: an error is printed, and is exit code 2.
pub fn finish(outcome: anyhow::Result<Outcome>) -> ExitCode {
    match outcome {
        Ok(outcome) => ExitCode::from(outcome.code()),
        Err(error) => {
            output::note(format!("error: {error:#}"));
            ExitCode::from(2)
        }
    }
}
