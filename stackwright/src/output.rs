//! Standard output and standard error, the only places that the command prints to.

use std::{fmt::Display, io::Write as _};

/// Prints a line to standard output: results, for people and for pipes.
pub fn line(text: impl Display) {
    // A closed pipe ends the reader's interest, not our work.
    let _ = writeln!(anstream::stdout(), "{text}");
}

/// Prints a line to standard error: progress and complaints.
pub fn note(text: impl Display) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// How a command ends: 0 done, 1 findings or differences, 2 usage or IO.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All is well.
    Done,
    /// Something was found, or differs.
    Findings,
}

impl Outcome {
    /// The exit code.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Findings => 1,
        }
    }
}

/// How a command prints its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON object.
    Json,
}
