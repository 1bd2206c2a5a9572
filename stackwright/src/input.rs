//! The stack file that a command works on.

use crate::output;
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use stack_model::{CheckedStack, DeploymentName, Report, Source};

/// The stack that a program reads where the user has named none and no `stack.yml` lies in the current folder.
#[derive(Debug, Clone)]
pub struct DefaultStack {
    /// Where it lies.
    pub path: Utf8PathBuf,
    /// What it is called where its use is reported, such as "the reference stack, `fixtures/valid/vpai.yml`".
    pub title: String,
}

/// The file named, else `stack.yml` in the current folder, else the default, whose use is reported on standard error.
///
/// # Errors
/// If no file is named, there is no `stack.yml`, and the program has no default.
pub fn choose(named: Option<&Utf8Path>, default: Option<&DefaultStack>) -> anyhow::Result<Utf8PathBuf> {
    if let Some(named) = named {
        return Ok(named.to_owned());
    }
    let here = Utf8PathBuf::from("stack.yml");
    if here.exists() {
        return Ok(here);
    }
    let default = default.context(
        "no stack is named and there is no stack.yml in this folder; name the file, such as `path/to/stack.yml`, as an argument",
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
