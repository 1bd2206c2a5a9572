//! `generate`: from a stack to the files of its deployment.

use super::{
    arguments::StackArguments,
    input::{self, DefaultStack},
    output::{self, Outcome},
};
use crate::generate;
use camino::Utf8PathBuf;
use stack_render::{Change, apply, changes, plan};

/// Arguments of `generate`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "With --env, only the compose folders of these environments are written. The Ansible tree is always whole."
)]
pub struct Generate {
    #[command(flatten)]
    stack: StackArguments,
    /// The folder that the files go to
    #[arg(long, default_value = "dist")]
    out: Utf8PathBuf,
    /// Write nothing, print what would change, and exit with 1 if anything would
    #[arg(long)]
    check: bool,
    /// Overwrite files that were edited by hand
    #[arg(long)]
    force: bool,
}

impl Generate {
    pub(super) fn run(&self, default: Option<&DefaultStack>) -> anyhow::Result<Outcome> {
        let (source, _) = self.stack.read(default)?;
        let Some(checked) = input::or_complain(&source, input::checked(&source)) else {
            return Ok(Outcome::Findings);
        };
        if !checked.warnings().is_empty() {
            input::complain(&source, source.place(checked.warnings().clone()));
        }
        let tree = plan(&checked)?.only(&self.stack.environments.environments);
        let changes = changes(&tree, &self.out)?;
        if self.check {
            for difference in generate::differences(&tree, &changes, &self.out)? {
                output::line(difference);
            }
            return Ok(if changes.is_empty() { Outcome::Done } else { Outcome::Findings });
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
