//! `mutants`: alters the code, one place at a time, and shows which alterations no test notices.

mod area;
mod score;

pub use area::{AREAS, Area};
pub use score::{Fate, Score};

use crate::{consumer, input};
use anyhow::Context as _;
use camino::Utf8Path;
use stackwright::program::output::{self, Outcome};
use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

/// Of the alterations that a test can notice, this many in a hundred are noticed.
pub const TARGET: f64 = 95.0;

/// Arguments of `mutants`.
#[derive(Debug, clap::Args)]
pub struct Mutants {
    /// Alter this area only; may be repeated.
    #[arg(long = "in", value_name = "AREA")]
    pub areas: Vec<String>,
    /// Alter this file of the areas only; may be repeated.
    #[arg(long, value_name = "PATH")]
    pub file: Vec<String>,
    /// Run a part: `1/8` is the second eighth of the alterations, `0/8` the first.
    #[arg(long, value_name = "K/N")]
    pub shard: Option<String>,
    /// How many alterations are tested at once.
    #[arg(long, default_value_t = 2)]
    pub jobs: usize,
}

impl Mutants {
    /// Runs the command: a finding if fewer alterations are noticed than the target says.
    ///
    /// # Errors
    /// If cargo-mutants cannot be installed, the tests fail without an alteration, or nothing was altered.
    pub fn run(&self) -> anyhow::Result<Outcome> {
        let areas = self.chosen()?;
        consumer::CARGO_MUTANTS.ensure()?;
        let mut score = Score::default();
        let packages: BTreeSet<&str> = areas.iter().map(|area| area.package).collect();
        for package in packages {
            let areas: Vec<&Area> = areas.iter().copied().filter(|area| area.package == package).collect();
            score.extend(self.alter(package, &areas)?);
        }
        output::line(score.text());
        anyhow::ensure!(score.decided() > 0, "nothing was altered that a test can notice");
        Ok(if score.percent() < TARGET { Outcome::Findings } else { Outcome::Done })
    }

    /// The areas that are asked for: all unless some are named, those of the files if files are.
    fn chosen(&self) -> anyhow::Result<Vec<&'static Area>> {
        for name in &self.areas {
            let names: Vec<&str> = AREAS.iter().map(|area| area.name).collect();
            anyhow::ensure!(
                names.contains(&name.as_str()),
                "there is no area `{name}`, but {}",
                names.join(", ")
            );
        }
        for file in &self.file {
            anyhow::ensure!(AREAS.iter().any(|area| area.has(file)), "`{file}` is in no area");
        }
        let named = |area: &&Area| self.areas.is_empty() || self.areas.iter().any(|name| name == area.name);
        let has = |area: &&Area| self.file.is_empty() || self.file.iter().any(|file| area.has(file));
        Ok(AREAS.iter().filter(named).filter(has).collect())
    }

    /// Alters the areas of one package, in a copy of the sources, and says what became of each alteration.
    fn alter(&self, package: &str, areas: &[&Area]) -> anyhow::Result<BTreeMap<String, Vec<(Fate, String)>>> {
        let folder = tempfile::tempdir()?;
        let out = Utf8Path::from_path(folder.path()).context("the temporary folder is not UTF-8")?;
        let mut command = Command::new(consumer::CARGO_MUTANTS.folder().join("bin/cargo-mutants"));
        command.args(["mutants", "--no-config", "--dir", input::repository().as_str()]);
        command.args(["--output", out.as_str(), "--jobs", &self.jobs.to_string(), "--no-shuffle"]);
        command.args(["--package", package, "--test-package", package, "--cap-lints", "true"]);
        // A test that goes round in circles is given up; a machine that has more to do is not.
        command.args(["--minimum-test-timeout", "90", "--timeout-multiplier", "4"]);
        if let Some(shard) = &self.shard {
            command.args(["--shard", shard]);
        }
        let asked: Vec<&str> = if self.file.is_empty() {
            areas.iter().flat_map(|area| area.files).copied().collect()
        } else {
            self.file
                .iter()
                .map(String::as_str)
                .filter(|file| areas.iter().any(|area| area.has(file)))
                .collect()
        };
        for file in asked {
            command.args(["--file", file]);
        }
        // The package's own tests state case and outcome. Examples of the docs state no more, and each takes a compiler.
        command.args(["--", "--lib", "--tests"]);
        // Properties are asked often enough elsewhere; here a few inputs are asked a thousand times.
        command.env("PROPTEST_CASES", "16").current_dir(input::repository());
        let status = command.status().context("starting cargo-mutants")?;
        // 2: some lived, 3: some ran out of time.
        anyhow::ensure!(matches!(status.code(), Some(0 | 2 | 3)), "cargo-mutants: {status}");
        let outcomes = fs_err::read_to_string(out.join("mutants.out/outcomes.json"))?;
        score::fates(&outcomes)
    }
}
