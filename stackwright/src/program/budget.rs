//! `budget`: memory and CPUs by environment and machine.

use super::{
    arguments::{Format, QuestionArguments},
    input::{self, DefaultStack},
    output::Outcome,
};
use crate::budget::BudgetSummary;

/// Arguments of `budget`.
#[derive(Debug, clap::Args)]
pub struct Budget {
    #[command(flatten)]
    question: QuestionArguments<Format>,
}

impl Budget {
    /// A stack that breaks a rule still has a budget; only one that cannot be read has none.
    pub(super) fn run(&self, default: Option<&DefaultStack>) -> anyhow::Result<Outcome> {
        let (source, environments) = self.question.stack.read(default)?;
        let Some(stack) = input::or_complain(&source, source.parse()) else {
            return Ok(Outcome::Findings);
        };
        let summary = BudgetSummary::of(&stack).only(&environments);
        self.question.format.print(&summary)?;
        Ok(if summary.is_over() { Outcome::Findings } else { Outcome::Done })
    }
}
