//! `explain`: a rule's page.

use super::output::{self, Outcome};
use crate::explain::RulePage;
use anyhow::Context as _;

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub struct Explain {
    /// The rule's code, as findings show it in brackets
    #[arg(required_unless_present = "list")]
    code: Option<String>,
    /// List every rule
    #[arg(long)]
    list: bool,
}

impl Explain {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        if self.list {
            output::line(RulePage::list());
            return Ok(Outcome::Done);
        }
        let code = self.code.as_deref().unwrap_or_default();
        let page = RulePage::of(code)
            .with_context(|| format!("there is no rule `{code}`; `explain --list` shows them all"))?;
        output::line(page);
        Ok(Outcome::Done)
    }
}
