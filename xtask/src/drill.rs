//! `drill`: the whole way of the data, on real programs.

use crate::verify::Verify;
use camino::Utf8PathBuf;
use stackwright::program::output::Outcome;

/// Arguments of `drill`.
#[derive(Debug, clap::Args)]
pub struct Drill {
    /// The stack. `stack.yml` here, else the reference stack.
    pub stack: Option<Utf8PathBuf>,
}

impl Drill {
    /// Runs the command: the check `drill` of `verify`, where a program that is missing is a failure.
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn run(&self) -> anyhow::Result<Outcome> {
        let only = vec!["drill".to_owned()];
        Verify {
            stacks: self.stack.clone().into_iter().collect(),
            only,
            list: false,
            no_skip: true,
            jobs: None,
        }
        .run()
    }
}
