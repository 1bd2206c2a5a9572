//! The commands of `stackwright`, and the parts of them that another command line can offer beside its own.

pub mod arguments;
mod backups;
mod budget;
mod doctor;
mod explain;
mod generate;
pub mod input;
pub mod output;
mod reach;
mod validate;

use self::{input::DefaultStack, output::Outcome};
use std::process::ExitCode;

/// A command and its arguments.
///
/// Another command line offers the same commands with `#[command(flatten)]` on a variant that holds this type.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Check a stack and write the files of its deployment
    Generate(generate::Generate),
    /// Check a stack and report every finding
    Validate(validate::Validate),
    /// Sum memory and CPUs by environment and machine, and say what to switch off if they do not fit
    Budget(budget::Budget),
    /// Show who can open a connection to whom, and why
    Reach(reach::Reach),
    /// Show what is backed up when, how long it is kept, and how much work a loss costs
    Backups(backups::Backups),
    /// Show what a rule rejects, why, and how to repair it
    Explain(explain::Explain),
    /// Print the JSON Schema of stack.yml
    Schema,
    /// Compare running containers with stack.yml
    Doctor(doctor::Doctor),
}

impl Command {
    /// Runs the command. A stack that the user does not name is `stack.yml` in the current folder, else the default of the
    /// program, if it has one.
    ///
    /// # Errors
    /// If the arguments do not fit the stack, or a file or an engine cannot be read or written.
    pub fn run(&self, default: Option<&DefaultStack>) -> anyhow::Result<Outcome> {
        match self {
            Self::Generate(command) => command.run(default),
            Self::Validate(command) => command.run(default),
            Self::Budget(command) => command.run(default),
            Self::Reach(command) => command.run(default),
            Self::Backups(command) => command.run(default),
            Self::Explain(command) => command.run(),
            Self::Schema => {
                output::json(&stack_model::schema())?;
                Ok(Outcome::Done)
            }
            Self::Doctor(command) => command.run(default),
        }
    }
}

/// Ends a program: the exit code of an outcome; an error is printed, and is exit code 2.
pub fn finish(outcome: anyhow::Result<Outcome>) -> ExitCode {
    match outcome {
        Ok(outcome) => ExitCode::from(outcome.code()),
        Err(error) => {
            output::note(format!("error: {error:#}"));
            ExitCode::from(2)
        }
    }
}
