//! Findings as text, and in the formats of other programs. A [`Report`] goes with the [`Source`] that it was placed in.
//!
//! A finding as data is a [`Diagnostic`](stack_model::Diagnostic), which is `Serialize` itself; [`json`] adds file and line.

mod github;
mod json;
#[cfg(feature = "check")]
mod sarif;
#[cfg(feature = "excerpts")]
mod text;

use stack_model::{Report, Source};

/// With the lines of the file that each finding is about, as rustc has them; `colour` is for terminals.
#[cfg(feature = "excerpts")]
pub fn text(reports: &[(Source, Report)], colour: bool) -> String {
    text::print(reports, colour)
}

/// One JSON object.
pub fn json(reports: &[(Source, Report)]) -> String {
    json::print(reports)
}

/// Workflow commands of GitHub Actions, which annotate a pull request.
pub fn github(reports: &[(Source, Report)]) -> String {
    github::print(reports)
}

/// SARIF 2.1.0, for code scanning.
#[cfg(feature = "check")]
pub fn sarif(reports: &[(Source, Report)]) -> String {
    sarif::print(reports)
}
