//! `backups`: when what is backed up, how long it is kept, and how much work a loss costs.

use super::{
    arguments::{Format, QuestionArguments},
    input::{self, DefaultStack},
    output::Outcome,
};
use crate::backups::BackupSummary;

/// Arguments of `backups`.
#[derive(Debug, clap::Args)]
pub struct Backups {
    #[command(flatten)]
    question: QuestionArguments<Format>,
}

impl Backups {
    pub(super) fn run(&self, default: Option<&DefaultStack>) -> anyhow::Result<Outcome> {
        let (source, environments) = self.question.stack.read(default)?;
        let Some(stack) = input::or_complain(&source, input::checked(&source)) else {
            return Ok(Outcome::Findings);
        };
        self.question.format.print(&BackupSummary::of(&stack).only(&environments))?;
        Ok(Outcome::Done)
    }
}
