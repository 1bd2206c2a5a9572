//! `ci`: everything that CI runs, each step printable and runnable alone.

use crate::{consumer, input};
use camino::Utf8PathBuf;
use stackwright::program::output::{self, Outcome};
use std::{process::Command, time::Instant};

/// Arguments of `ci`.
#[derive(Debug, clap::Args)]
pub struct Ci {
    /// List the steps, as commands to be run by hand.
    #[arg(long)]
    pub list: bool,
    /// Run only this step; may be repeated.
    #[arg(long, value_name = "STEP")]
    pub only: Vec<String>,
}

/// A step: its name, and the arguments of cargo.
struct Step {
    name: String,
    arguments: Vec<String>,
}

fn step(name: &str, arguments: &str) -> Step {
    Step { name: name.into(), arguments: arguments.split(' ').map(str::to_owned).collect() }
}

/// The steps, in order: what fails fast comes first.
fn steps() -> anyhow::Result<Vec<Step>> {
    let mut steps = vec![
        step("fmt", "fmt --all --check"),
        step("clippy", "clippy --workspace --all-targets --all-features --locked -- --deny warnings"),
        step("features", "check --package stackwright --no-default-features --locked"),
        step("test", "test --workspace --all-features --locked --quiet"),
        step("doc", "doc --workspace --no-deps --locked --quiet"),
        step("codegen", "xtask codegen --check"),
        step("recipe", "xtask recipe"),
    ];
    let fixtures: Vec<String> = valid_fixtures()?.iter().map(ToString::to_string).collect();
    steps.push(step("verify", &format!("xtask verify {} --no-skip", fixtures.join(" "))));
    steps.push(step("budget", &format!("xtask validate {} --deny-warnings", input::REFERENCE)));
    steps.push(step("gates", "xtask gates --no-skip"));
    steps.push(step("converge", &format!("xtask converge {} --env prod --no-skip", input::REFERENCE)));
    steps.push(step("e2e", &format!("xtask e2e {} --no-skip", input::REFERENCE)));
    steps.push(step("coverage", "xtask coverage"));
    steps.push(step("bench", "xtask bench --strict"));
    Ok(steps)
}

/// The names of the steps, for what cites them.
///
/// # Errors
/// If the valid fixtures cannot be listed.
pub fn names() -> anyhow::Result<Vec<String>> {
    Ok(steps()?.into_iter().map(|step| step.name).collect())
}

fn valid_fixtures() -> anyhow::Result<Vec<Utf8PathBuf>> {
    let folder = input::repository().join("fixtures/valid");
    let mut fixtures = Vec::new();
    for entry in fs_err::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        fixtures.push(Utf8PathBuf::from(format!("fixtures/valid/{name}")));
    }
    fixtures.sort();
    Ok(fixtures)
}

impl Ci {
    /// Runs the command.
    ///
    /// # Errors
    /// If the consumers cannot be installed, or `--only` names no step.
    pub fn run(&self) -> anyhow::Result<Outcome> {
        let steps = steps()?;
        if self.list {
            for step in &steps {
                output::line(format!("{:16} cargo {}", step.name, step.arguments.join(" ")));
            }
            return Ok(Outcome::Done);
        }
        if let Some(unknown) = self.only.iter().find(|name| !steps.iter().any(|step| step.name == **name)) {
            anyhow::bail!("there is no step `{unknown}`; `ci --list` shows them all");
        }
        consumer::install_debian()?;
        for set in consumer::install()? {
            output::line(format!("installed the pinned consumers `{}` in {}", set.name, set.folder()));
        }
        let mut failed = Vec::new();
        for step in steps.iter().filter(|step| self.only.is_empty() || self.only.contains(&step.name)) {
            output::line(format!("== {}: cargo {}", step.name, step.arguments.join(" ")));
            let start = Instant::now();
            let mut command = Command::new("cargo");
            command.args(&step.arguments).current_dir(input::repository());
            if step.name == "doc" {
                command.env("RUSTDOCFLAGS", "--deny warnings");
            }
            let status = command.status()?;
            output::line(format!("== {}: {status} after {:.1} s", step.name, start.elapsed().as_secs_f64()));
            if !status.success() {
                failed.push(step.name.as_str());
            }
        }
        if failed.is_empty() {
            return Ok(Outcome::Done);
        }
        output::note(format!("failed: {}", failed.join(", ")));
        Ok(Outcome::Findings)
    }
}
