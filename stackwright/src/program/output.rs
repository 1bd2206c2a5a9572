//! Standard output and standard error, the only places that commands print to.

use anstream::{AutoStream, ColorChoice, stream::RawStream};
use serde::Serialize;
use std::{fmt::Display, io::Write as _};

/// Prints a line to standard output: answers, for people and for pipes.
pub fn line(text: impl Display) {
    // A closed pipe ends the reader's interest, not our work.
    let _ = writeln!(anstream::stdout(), "{text}");
}

/// Prints a line to standard error: progress and complaints.
pub fn note(text: impl Display) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// Prints a value to standard output as JSON.
///
/// # Errors
/// If it has a map whose keys are no text.
pub fn json(value: &impl Serialize) -> serde_json::Result<()> {
    line(serde_json::to_string_pretty(value)?);
    Ok(())
}

/// Whether a stream takes colours.
pub(super) fn has_colour(stream: &impl RawStream) -> bool {
    AutoStream::choice(stream) != ColorChoice::Never
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
