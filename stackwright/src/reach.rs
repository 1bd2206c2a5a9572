//! `reach`: who can open a connection to whom, and why; and what a change of the file opens or closes.

mod list;
mod mermaid;

use crate::{
    input::{self, DefaultStack},
    output::{self, Outcome},
    report,
    selection::{Environments, Selection},
};
use anyhow::Context as _;
use camino::Utf8PathBuf;
use list::Open;
use stack_model::{Resolved, Source, stack::Party};
use std::collections::BTreeSet;

/// Arguments of `reach`.
#[derive(Debug, clap::Args)]
pub struct ReachCommand {
    /// What it is asked about.
    #[command(flatten)]
    pub selection: Selection,
    /// Who asks: a service, `internet`, `vpn`, `lan`, `runner`, `data`, `networks.NAME` or `hosts.NAME`.
    #[arg(long, value_name = "PARTY")]
    pub from: Option<String>,
    /// Who is asked, in the same words.
    #[arg(long, value_name = "PARTY")]
    pub to: Option<String>,
    /// Show only what this file has and an older one has not (`+`), and the other way round (`-`).
    #[arg(long, value_name = "OLD")]
    pub diff: Option<Utf8PathBuf>,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// How it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// A table.
    #[default]
    Text,
    /// One JSON object.
    Json,
    /// A diagram for Markdown.
    Mermaid,
}

impl ReachCommand {
    /// Runs the command. A stack that breaks a rule still has its ways; only one that cannot be read has none.
    ///
    /// # Errors
    /// If a file cannot be read, or `--from` or `--to` names nobody.
    pub fn run(&self, default: Option<&DefaultStack>) -> anyhow::Result<Outcome> {
        let (source, environments) = self.selection.read(default)?;
        let Some(stack) = resolve(&source) else { return Ok(Outcome::Findings) };
        let new = self.ways(&stack, &environments)?;
        let Some(old) = &self.diff else {
            output::line(match self.format {
                Format::Text => list::text(&new),
                Format::Json => serde_json::to_string_pretty(&list::json(&new))?,
                Format::Mermaid => mermaid::diagram(&new),
            });
            return Ok(Outcome::Done);
        };
        let Some(before) = resolve(&input::read(old)?) else { return Ok(Outcome::Findings) };
        let old = self.ways(&before, &environments)?;
        let (opened, closed) = (without(&new, &old), without(&old, &new));
        output::line(match self.format {
            Format::Json => {
                let both =
                    serde_json::json!({ "opened": list::json(&opened), "closed": list::json(&closed) });
                serde_json::to_string_pretty(&both)?
            }
            Format::Text => list::difference(&opened, &closed),
            Format::Mermaid => anyhow::bail!("a difference has no diagram; choose `text` or `json`"),
        });
        Ok(if opened.is_empty() && closed.is_empty() { Outcome::Done } else { Outcome::Findings })
    }

    /// The open ways between those who are asked for.
    fn ways(&self, stack: &Resolved, environments: &Environments) -> anyhow::Result<Vec<Open>> {
        let party = |text: Option<&String>, flag: &str| {
            let Some(text) = text else { return Ok(None) };
            let party = Party::new(text.as_str()).context(flag.to_owned())?;
            anyhow::ensure!(stack.knows(&party), "{flag}: nobody is called `{party}`");
            Ok(Some(party))
        };
        let (from, to) = (party(self.from.as_ref(), "--from")?, party(self.to.as_ref(), "--to")?);
        Ok(open_ways(stack, environments, from.as_ref(), to.as_ref()))
    }
}

/// Every open way of a stack as a diagram of mermaid.
pub fn diagram(stack: &Resolved) -> String {
    mermaid::diagram(&open_ways(stack, &Environments::ALL, None, None))
}

/// The open ways in some environments, or in all, between two parties, or between all.
fn open_ways(
    stack: &Resolved,
    environments: &Environments,
    from: Option<&Party>,
    to: Option<&Party>,
) -> Vec<Open> {
    let mut ways = Vec::new();
    for (environment, _) in stack.deployments().filter(|(name, _)| environments.contains(name)) {
        let Some(reach) = stack.reach(environment) else { continue };
        let side = |party: Option<&Party>| party.map_or_else(|| reach.nodes(), |party| reach.party(party));
        let from = side(from);
        for to in side(to) {
            for from in &from {
                let open = reach.ways(from, &to).into_iter().map(|way| Open {
                    environment: environment.clone(),
                    from: from.clone(),
                    to: to.clone(),
                    port: way.port,
                    by: way.word(),
                    why: way.why(stack),
                    path: way.path().to_string(),
                });
                ways.extend(open);
            }
        }
    }
    ways
}

/// The stack as meant, whether it passes the rules or not; none if it cannot be read, which has been said then.
fn resolve(source: &Source) -> Option<Resolved> {
    report::or_tell(source, source.parse()).map(Resolved::from)
}

/// What one has and the other has not. Where it is written makes no difference: an index moves, and nobody reaches more.
fn without(one: &[Open], other: &[Open]) -> Vec<Open> {
    let known: BTreeSet<_> = other.iter().map(Open::key).collect();
    one.iter().filter(|way| !known.contains(&way.key())).cloned().collect()
}
