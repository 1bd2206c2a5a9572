//! `reach`: who can open a connection to whom, and what a change of the file opens or closes.

use super::{
    arguments::QuestionArguments,
    input::{self, DefaultStack},
    output::{self, Outcome},
};
use crate::reach::{Detail, OpenWays, Question, ReachDifference};
use anyhow::Context as _;
use camino::Utf8PathBuf;
use stack_model::{Resolved, Source, stack::Party};

/// Arguments of `reach`.
#[derive(Debug, clap::Args)]
#[command(after_help = "PARTY is a service, internet, vpn, lan, runner, data, networks.NAME or hosts.NAME.")]
pub struct Reach {
    #[command(flatten)]
    question: QuestionArguments<Format>,
    /// Only connections that this party opens
    #[arg(long, value_name = "PARTY")]
    from: Option<String>,
    /// Only connections to this party
    #[arg(long, value_name = "PARTY")]
    to: Option<String>,
    /// Show only what differs from an older file: opened with +, closed with -
    #[arg(long, value_name = "OLD")]
    diff: Option<Utf8PathBuf>,
    /// Name each service by itself, also those that reach and are reached alike
    #[arg(long)]
    pairs: bool,
}

/// The format of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Format {
    /// A table
    #[default]
    Text,
    /// One JSON object
    Json,
    /// A diagram for Markdown
    Mermaid,
}

impl Reach {
    /// A stack that breaks a rule still has its ways; only one that cannot be read has none.
    pub(super) fn run(&self, default: Option<&DefaultStack>) -> anyhow::Result<Outcome> {
        let (source, environments) = self.question.stack.read(default)?;
        let Some(stack) = resolve(&source) else { return Ok(Outcome::Findings) };
        let mut question = Question { environments, ..self.question(&stack)? };
        let Some(old) = &self.diff else {
            let ways = OpenWays::of(&stack, &question);
            match self.question.format {
                Format::Text => output::line(ways),
                Format::Json => output::json(&ways)?,
                Format::Mermaid => output::line(ways.mermaid()),
            }
            return Ok(Outcome::Done);
        };
        let Some(before) = resolve(&input::read(old)?) else { return Ok(Outcome::Findings) };
        question = Question { environments: question.environments, ..self.question(&before)? };
        let difference = ReachDifference::between(&before, &stack, &question);
        match self.question.format {
            Format::Text => output::line(&difference),
            Format::Json => output::json(&difference)?,
            Format::Mermaid => anyhow::bail!("a difference has no diagram; choose `text` or `json`"),
        }
        Ok(if difference.is_empty() { Outcome::Done } else { Outcome::Findings })
    }

    /// What is asked of a stack, in all of its environments.
    fn question(&self, stack: &Resolved) -> anyhow::Result<Question> {
        let party = |text: Option<&String>, flag: &str| {
            let Some(text) = text else { return Ok(None) };
            let party = Party::new(text.as_str()).context(flag.to_owned())?;
            anyhow::ensure!(stack.knows(&party), "{flag}: the stack has no `{party}`");
            Ok(Some(party))
        };
        let (from, to) = (party(self.from.as_ref(), "--from")?, party(self.to.as_ref(), "--to")?);
        let detail = if self.pairs { Detail::Pairs } else { Detail::Classes };
        Ok(Question { environments: Vec::new(), from, to, detail })
    }
}

/// The stack as meant, whether or not it passes the rules; none if it cannot be read, which is reported then.
fn resolve(source: &Source) -> Option<Resolved> {
    input::or_complain(source, source.parse()).map(Resolved::from)
}
