//! `generate`: the whole pipeline.

use crate::{
    input::{self, DefaultStack},
    output::{self, Outcome},
    report::{self, Format},
};
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use similar::TextDiff;
use stack_model::{Report, Source};
use stack_render::{Change, Tree, apply, changes, plan};

/// Arguments of `generate`.
#[derive(Debug, clap::Args)]
pub struct Generate {
    /// The stack. `stack.yml` in the current folder, if none is named.
    pub stack: Option<Utf8PathBuf>,
    /// Where the files go.
    #[arg(long, default_value = "dist")]
    pub out: Utf8PathBuf,
    /// Only the compose target of this environment; may be repeated. The Ansible tree is always whole.
    #[arg(long = "env", value_name = "ENV")]
    pub environments: Vec<String>,
    /// Write nothing: print what would change, and leave with 1 if anything would.
    #[arg(long)]
    pub check: bool,
    /// Overwrite files that were edited by hand.
    #[arg(long)]
    pub force: bool,
}

impl Generate {
    /// Runs the command.
    ///
    /// # Errors
    /// If a file cannot be read or written.
    pub fn run(&self, default: Option<&DefaultStack>) -> anyhow::Result<Outcome> {
        let path = input::choose(self.stack.as_deref(), default)?;
        let source = input::read(&path)?;
        input::environments(&self.environments, &source)?;
        let checked = match input::checked(&source) {
            Ok(checked) => checked,
            Err(report) => {
                complain(&source, report);
                return Ok(Outcome::Findings);
            }
        };
        if !checked.warnings().is_empty() {
            complain(&source, source.place(checked.warnings().clone()));
        }
        let tree = plan(&checked)?.only(&self.environments);
        let changes = changes(&tree, &self.out)?;
        if self.check {
            return show(&tree, &changes, &self.out);
        }
        let conflicts: Vec<&Change> =
            changes.iter().filter(|change| matches!(change, Change::Conflict(_))).collect();
        if !conflicts.is_empty() && !self.force {
            for conflict in conflicts {
                output::note(format!("{}/{} was edited by hand", self.out, conflict.path()));
            }
            output::note("nothing was written; put the edit into the stack, or overwrite it with --force");
            return Ok(Outcome::Findings);
        }
        apply(&changes, &tree, &self.out)?;
        let done = changes.iter().filter(|change| **change != Change::Manifest).count();
        output::line(format!("{}: {} files, {done} changed", self.out, tree.len()));
        Ok(Outcome::Done)
    }
}

fn complain(source: &Source, report: Report) {
    let colour = anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
    output::note(report::print(Format::Text, &[(source.clone(), report)], colour));
}

/// Prints a unified diff of every change.
fn show(tree: &Tree, changes: &[Change], out: &Utf8Path) -> anyhow::Result<Outcome> {
    for change in changes {
        let path = change.path();
        let planned = tree.get(path).unwrap_or_default();
        let full = out.join(path);
        let present = match change {
            Change::Create(_) | Change::Manifest => String::new(),
            _ => String::from_utf8_lossy(&fs_err::read(&full).context("reading a file to compare")?)
                .into_owned(),
        };
        if *change == Change::Manifest {
            continue;
        }
        output::line(change);
        let diff = TextDiff::from_lines(present.as_str(), planned);
        output::line(diff.unified_diff().header(&format!("{full} (on disk)"), &format!("{full} (planned)")));
    }
    Ok(if changes.is_empty() { Outcome::Done } else { Outcome::Findings })
}
