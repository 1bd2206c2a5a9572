//! `validate`: parse and check.

use crate::{
    input::{self, DefaultStack},
    output::{self, Outcome},
    report::{self, Format},
};
use camino::Utf8PathBuf;
use stack_model::{Report, Severity, Source};

/// Arguments of `validate`.
#[derive(Debug, clap::Args)]
pub struct Validate {
    /// The stacks. `stack.yml` in the current folder, if none is named.
    pub stacks: Vec<Utf8PathBuf>,
    /// Report only what concerns this environment; may be repeated.
    #[arg(long = "env", value_name = "ENV")]
    pub environments: Vec<String>,
    /// How findings are printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Let warnings fail the command too.
    #[arg(long)]
    pub deny_warnings: bool,
}

impl Validate {
    /// Runs the command.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn run(&self, default: Option<&DefaultStack>) -> anyhow::Result<Outcome> {
        let stacks =
            if self.stacks.is_empty() { vec![input::choose(None, default)?] } else { self.stacks.clone() };
        let mut reports: Vec<(Source, Report)> = Vec::new();
        for path in stacks {
            let source = input::read(&path)?;
            let environments = input::environments(&self.environments, &source)?;
            let report = match input::checked(&source) {
                Ok(checked) => source.place(checked.warnings().clone()),
                Err(report) => report,
            };
            reports.push((source, report.only(&environments)));
        }
        let colour = anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never;
        output::line(report::print(self.format, &reports, colour));
        let count = |severity| reports.iter().map(|(_, report)| report.count(severity)).sum::<usize>();
        let failed = count(Severity::Error) > 0 || (self.deny_warnings && count(Severity::Warning) > 0);
        Ok(if failed { Outcome::Findings } else { Outcome::Done })
    }
}
