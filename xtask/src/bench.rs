//! `bench`: whole processes of the release binary, as ratios measured in one run.

use crate::{consumer, input};
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::json;
use stackwright::program::{
    arguments::Format,
    output::{self, Outcome},
};
use std::{process::Command, time::Instant};

/// Arguments of `bench`.
#[derive(Debug, clap::Args)]
pub struct Bench {
    /// The stack. `stack.yml` here, else the reference stack.
    pub stack: Option<Utf8PathBuf>,
    /// How often each process is timed.
    #[arg(long, default_value_t = 30)]
    pub runs: usize,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Leave with 1 if a target is missed.
    #[arg(long)]
    pub strict: bool,
}

/// `generate` into an empty folder may take this many times `cp -r` of its own output.
const GENERATE_OVER_COPY: f64 = 3.0;
/// A busy machine may measure this much more, and it is not held against anybody.
const NOISE: f64 = 1.15;
/// `validate` may take this many milliseconds.
const VALIDATE_MS: f64 = 20.0;

impl Bench {
    /// Runs the command.
    ///
    /// # Errors
    /// If the release binary cannot be built, or a process fails.
    pub fn run(&self) -> anyhow::Result<Outcome> {
        let stack = input::choose(self.stack.as_deref())?;
        let stack = stack.canonicalize_utf8().unwrap_or(stack);
        let binary = release_binary()?;
        let folder = tempfile::tempdir()?;
        let root = Utf8Path::from_path(folder.path()).context("the temporary folder is not UTF-8")?;
        let reference = root.join("reference");
        let generate = |out: &Utf8Path| {
            let mut command = Command::new(&binary);
            command.args(["generate", stack.as_str(), "--out", out.as_str()]);
            command
        };
        consumer::run(&mut generate(&reference))?;
        let mut times: [Vec<f64>; 4] = Default::default();
        for run in 0..self.runs.max(3) {
            // In turn, so that a slow moment of the machine falls on all of them.
            let (copy, made) = (root.join(format!("copy-{run}")), root.join(format!("made-{run}")));
            times[0].push(time(Command::new("cp").args(["-r", reference.as_str(), copy.as_str()]))?);
            times[1].push(time(&mut generate(&made))?);
            times[2].push(time(&mut generate(&reference))?);
            times[3].push(time(Command::new(&binary).args(["validate", stack.as_str()]))?);
        }
        let [copy, cold, unchanged, validate] = times.map(median);
        let ratio = cold / copy;
        let held = ratio <= GENERATE_OVER_COPY * NOISE && validate <= VALIDATE_MS * NOISE;
        output::line(match self.format {
            Format::Json => serde_json::to_string_pretty(&json!({
                "copy_ms": copy, "generate_ms": cold, "generate_unchanged_ms": unchanged, "validate_ms": validate,
                "generate_over_copy": ratio, "unchanged_over_copy": unchanged / copy,
                "targets": { "generate_over_copy": GENERATE_OVER_COPY, "validate_ms": VALIDATE_MS }, "noise": NOISE, "held": held,
            }))?,
            Format::Text => format!(
                "cp -r of the output      {copy:7.2} ms\ngenerate, empty folder   {cold:7.2} ms   {ratio:.2} x cp -r (target {GENERATE_OVER_COPY})\n\
                 generate, unchanged      {unchanged:7.2} ms   {:.2} x cp -r\nvalidate                 {validate:7.2} ms   (target {VALIDATE_MS} ms)",
                unchanged / copy
            ),
        });
        Ok(if held || !self.strict { Outcome::Done } else { Outcome::Findings })
    }
}

fn release_binary() -> anyhow::Result<Utf8PathBuf> {
    let repository = input::repository();
    let mut command = Command::new("cargo");
    command.args([
        "build",
        "--release",
        "--quiet",
        "--package",
        "xtask",
        "--message-format",
        "json-render-diagnostics",
    ]);
    let messages = consumer::run(command.current_dir(&repository)).context("building the release binary")?;
    let executable = messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let executable =
        executable.filter_map(|message| message["executable"].as_str().map(Utf8PathBuf::from)).next_back();
    executable.context("cargo names no executable")
}

/// Milliseconds of a process, start to end.
fn time(command: &mut Command) -> anyhow::Result<f64> {
    let start = Instant::now();
    consumer::run(command)?;
    Ok(start.elapsed().as_secs_f64() * 1000.0)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
