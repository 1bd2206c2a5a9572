//! The stack file that a command works on.

use crate::output;
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use stack_model::{CheckedStack, DeploymentName, Report, Source};

/// The stack used where none is named and none lies here.
pub const REFERENCE: &str = "fixtures/valid/vpai.yml";

/// The root of the repository that this binary was built in.
pub fn repository() -> Utf8PathBuf {
    let here = Utf8Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// The file named, else `stack.yml` in the current folder, else the reference stack, which is said.
pub fn choose(named: Option<&Utf8Path>) -> Utf8PathBuf {
    if let Some(named) = named {
        return named.to_owned();
    }
    let here = Utf8PathBuf::from("stack.yml");
    if here.exists() {
        return here;
    }
    output::note(format!("no stack.yml here; reading the reference stack, {REFERENCE}"));
    let relative = Utf8PathBuf::from(REFERENCE);
    if relative.exists() { relative } else { repository().join(REFERENCE) }
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

/// The environments named on the command line.
///
/// # Errors
/// If one is not a name, or the stack has none of that name.
pub fn environments(names: &[String], source: &Source) -> anyhow::Result<Vec<DeploymentName>> {
    let known = source.parse().map(|stack| stack.environments).unwrap_or_default();
    names
        .iter()
        .map(|name| {
            let environment = DeploymentName::new(name.as_str()).with_context(|| format!("--env {name}"))?;
            if !known.is_empty() && !known.contains_key(&environment) {
                let known: Vec<_> = known.keys().map(ToString::to_string).collect();
                anyhow::bail!("--env {name}: the stack has {}", known.join(", "));
            }
            Ok(environment)
        })
        .collect()
}
