//! `explain`: a rule's page.

use crate::output::{self, Outcome};
use stack_model::rules::{RULES, rule};

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub struct Explain {
    /// The rule's code, as findings show it in brackets.
    #[arg(required_unless_present = "list")]
    pub code: Option<String>,
    /// List every rule.
    #[arg(long)]
    pub list: bool,
}

impl Explain {
    /// Runs the command.
    ///
    /// # Errors
    /// If there is no such rule.
    pub fn run(&self) -> anyhow::Result<Outcome> {
        if self.list {
            let width = RULES.iter().map(|rule| rule.code.len()).max().unwrap_or_default();
            for rule in RULES {
                output::line(format!(
                    "{:width$}  {:7}  {}",
                    rule.code,
                    rule.severity.to_string(),
                    rule.summary
                ));
            }
            return Ok(Outcome::Done);
        }
        let code = self.code.as_deref().unwrap_or_default();
        let Some(rule) = rule(code) else {
            anyhow::bail!("there is no rule `{code}`; `explain --list` shows them all");
        };
        output::line(format!(
            "# {} ({})\n\n{}.\n\n{}",
            rule.code,
            rule.severity,
            rule.summary,
            rule.docs.trim_end()
        ));
        Ok(Outcome::Done)
    }
}
