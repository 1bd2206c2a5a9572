//! The stack file that a command works on.

use super::output;
use crate::report;
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use stack_model::{CheckedStack, Report, Source};

/// The stack that a program reads if the user names none and there is no `stack.yml` in the current folder.
#[derive(Debug, Clone)]
pub struct DefaultStack {
    /// Its file.
    pub path: Utf8PathBuf,
    /// Its name in the note that says so, such as "the reference stack, fixtures/valid/vpai.yml".
    pub title: String,
}

/// The file named, else `stack.yml` in the current folder, else the default, whose use is noted on standard error.
///
/// # Errors
/// If no file is named, there is no `stack.yml`, and there is no default.
pub fn choose(named: Option<&Utf8Path>, default: Option<&DefaultStack>) -> anyhow::Result<Utf8PathBuf> {
    if let Some(named) = named {
        return Ok(named.to_owned());
    }
    let here = Utf8PathBuf::from("stack.yml");
    if here.exists() {
        return Ok(here);
    }
    let default = default.context(
        "there is no stack.yml in this folder; go to the folder of your stack, or name its file as an argument",
    )?;
    output::note(format!("no stack.yml here; reading {}", default.title));
    Ok(default.path.clone())
}

/// Reads a file as a source.
///
/// # Errors
/// If it cannot be read.
pub fn read(path: &Utf8Path) -> anyhow::Result<Source> {
    let bytes = fs_err::read(path)?;
    Ok(Source::from_bytes(path.as_str(), bytes))
}

/// Parses and checks a source.
///
/// # Errors
/// Every finding, placed in the source, if one of them is an error.
pub fn checked(source: &Source) -> Result<CheckedStack, Report> {
    let stack = source.parse()?;
    stack_model::check(stack).map_err(|report| source.place(report))
}

/// The value of a result; none if it is a report, which is printed to standard error then.
pub fn or_complain<T>(source: &Source, result: Result<T, Report>) -> Option<T> {
    result.map_err(|report| complain(source, report)).ok()
}

/// Prints findings to standard error.
pub fn complain(source: &Source, report: Report) {
    output::note(report::text(&[(source.clone(), report)], output::has_colour(&std::io::stderr())));
}
