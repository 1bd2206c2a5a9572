//! Reports for people and machines.

mod github;
mod json;
mod sarif;
mod text;

use crate::output;
use stack_model::{Report, Source};

/// How a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// With the excerpt of the file, as rustc does.
    #[default]
    Text,
    /// One JSON object.
    Json,
    /// Workflow commands that annotate a pull request.
    Github,
    /// SARIF 2.1.0.
    Sarif,
}

/// What a source gives; if it has faults instead, nothing, and they are told to the person who asked.
pub fn or_tell<T>(source: &Source, given: Result<T, Report>) -> Option<T> {
    let told = |report| output::note(print(Format::Text, &[(source.clone(), report)], false));
    given.map_err(told).ok()
}

/// Prints placed reports, each with the source that it belongs to.
pub fn print(format: Format, reports: &[(Source, Report)], colour: bool) -> String {
    match format {
        Format::Text => text::print(reports, colour),
        Format::Json => json::print(reports),
        Format::Github => github::print(reports),
        Format::Sarif => sarif::print(reports),
    }
}
