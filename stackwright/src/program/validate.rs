//! `validate`: every finding of some stacks.

use super::{
    arguments::EnvironmentArguments,
    input::{self, DefaultStack},
    output::{self, Outcome},
};
use crate::report;
use camino::Utf8PathBuf;
use stack_model::{Report, Severity, Source};

/// Arguments of `validate`.
#[derive(Debug, clap::Args)]
pub struct Validate {
    /// The stacks; stack.yml in the current folder unless named
    #[arg(value_name = "STACK")]
    stacks: Vec<Utf8PathBuf>,
    #[command(flatten)]
    environments: EnvironmentArguments,
    /// The format of the findings
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Exit with 1 for warnings too
    #[arg(long)]
    deny_warnings: bool,
}

/// The format of the findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Format {
    /// With the lines of the file that they are about
    #[default]
    Text,
    /// One JSON object
    Json,
    /// Workflow commands that annotate a pull request
    Github,
    /// SARIF 2.1.0
    Sarif,
}

impl Validate {
    pub(super) fn run(&self, default: Option<&DefaultStack>) -> anyhow::Result<Outcome> {
        let stacks =
            if self.stacks.is_empty() { vec![input::choose(None, default)?] } else { self.stacks.clone() };
        let mut reports: Vec<(Source, Report)> = Vec::new();
        for path in stacks {
            let source = input::read(&path)?;
            let environments = self.environments.of(&source)?;
            let report = match input::checked(&source) {
                Ok(checked) => source.place(checked.warnings().clone()),
                Err(report) => report,
            };
            reports.push((source, report.only(&environments)));
        }
        output::line(match self.format {
            Format::Text => report::text(&reports, output::has_colour(&std::io::stdout())),
            Format::Json => report::json(&reports),
            Format::Github => report::github(&reports),
            Format::Sarif => report::sarif(&reports),
        });
        let count = |severity| reports.iter().map(|(_, report)| report.count(severity)).sum::<usize>();
        let failed = count(Severity::Error) > 0 || (self.deny_warnings && count(Severity::Warning) > 0);
        Ok(if failed { Outcome::Findings } else { Outcome::Done })
    }
}
