//! `converge`: the generated playbook on bare machines, twice. The second run has nothing to do.

mod recap;
mod stage;

use crate::{
    consumer, input,
    output::{self, Outcome},
    report::{self, Format},
};
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use recap::Recap;
use stack_model::{CheckedStack, DeploymentName, Site, stack::OperatingSystem};
use stack_render::{apply, changes, plan};
use stage::Stage;
use std::time::Instant;

/// Arguments of `converge`.
#[derive(Debug, clap::Args)]
pub struct Converge {
    /// The stack. `stack.yml` here, else the reference stack.
    pub stack: Option<Utf8PathBuf>,
    /// The environment. The first one of the stack, unless named.
    #[arg(long, value_name = "ENV")]
    pub env: Option<String>,
    /// Count it as a failure if this machine cannot boot others.
    #[arg(long)]
    pub no_skip: bool,
    /// Keep what Ansible and the machines said in this folder.
    #[arg(long, value_name = "FOLDER")]
    pub logs: Option<Utf8PathBuf>,
}

/// The runs, in order: the name of the log, and what is asked of it.
const RUNS: [(&str, Asked); 2] = [("first", Asked::Success), ("second", Asked::NoChange)];

/// What is asked of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// That nothing fails.
    Success,
    /// That nothing fails, and nothing is changed.
    NoChange,
}

impl Converge {
    /// Runs the command.
    ///
    /// # Errors
    /// If the output cannot be written, or the machines cannot be booted.
    pub fn run(&self) -> anyhow::Result<Outcome> {
        let source = input::read(&input::choose(self.stack.as_deref()))?;
        let named = input::environments(self.env.as_slice(), &source)?;
        let stack = match input::checked(&source) {
            Ok(stack) => stack,
            Err(report) => {
                output::note(report::print(Format::Text, &[(source, report)], false));
                return Ok(Outcome::Findings);
            }
        };
        let environment = match named.first() {
            Some(named) => named.clone(),
            None => {
                let first = stack.resolved().deployments().next();
                first.map(|(name, _)| name.clone()).context("the stack has no environment")?
            }
        };
        if let Some(reason) = cannot(&stack, &environment)? {
            output::line(format!("skipped converge {environment}: {reason}"));
            return Ok(if self.no_skip { Outcome::Findings } else { Outcome::Done });
        }
        let folder = tempfile::tempdir()?;
        let root = Utf8Path::from_path(folder.path()).context("the temporary folder is not UTF-8")?;
        let dist = root.join("dist");
        let tree = plan(&stack)?;
        apply(&changes(&tree, &dist)?, &tree, &dist)?;
        let stage = Stage::new(&stack, &environment, &dist.join("ansible"), root)?;
        let start = Instant::now();
        let played = stage.play();
        if let Some(logs) = &self.logs {
            stage.keep_logs(logs)?;
        }
        let problems = judge(&stage)?;
        for problem in &problems {
            output::line(format!("FAILED  converge {environment}: {problem}"));
        }
        if problems.is_empty() {
            played?;
            output::line(format!(
                "passed  converge {environment}: {} machines took the playbook twice, the second time without a change ({:.0} s)",
                stage.machines(),
                start.elapsed().as_secs_f64()
            ));
            return Ok(Outcome::Done);
        }
        Ok(Outcome::Findings)
    }
}

/// Why this cannot be done here, if so.
fn cannot(stack: &CheckedStack, environment: &DeploymentName) -> anyhow::Result<Option<String>> {
    let here = |site: &Site<'_>| site.environment == environment;
    let foreign = stack.sites().filter(here).find(|site| stack.host(site.host).os != OperatingSystem::Debian13);
    Ok(match foreign {
        Some(site) => Some(format!("{} is no Debian 13, and no other image is made", site.host)),
        None if !consumer::is_root() => Some("only root can boot a machine".into()),
        None => {
            let missing = ["systemd-nspawn", "ssh", "ssh-keygen", "ansible-playbook", "ip", "unshare"];
            let missing = missing.into_iter().find(|program| consumer::find(program).is_none());
            let image = (!consumer::MACHINE.is_installed()).then_some("the image of a machine");
            missing.or(image).map(|what| format!("{what} not found")).or(Stage::refused()?)
        }
    })
}

/// What is not as asked.
fn judge(stage: &Stage) -> anyhow::Result<Vec<String>> {
    let mut problems = Vec::new();
    for (name, asked) in RUNS {
        let Some((log, seconds)) = stage.log(name)? else {
            problems.push(format!("the {name} run never began: {}", stage.said()?));
            break;
        };
        let Ok(recap) = Recap::read(&log) else {
            problems.push(format!("the {name} run did not come to its end:\n{}", tail(&log)));
            break;
        };
        output::line(format!("{name} run: {} changes in {seconds} s", recap.changes()));
        problems.extend(recap.failed.iter().map(|task| format!("the {name} run: {task}")));
        let bad = stage.names().filter(|machine| !recap.is_good(machine));
        problems.extend(bad.map(|machine| format!("the {name} run did not do {machine}")));
        if asked == Asked::NoChange && recap.changes() > 0 {
            let tasks = recap.changed.join("\n  ");
            problems.push(format!("the {name} run changed what the first had done:\n  {tasks}"));
        }
        if !problems.is_empty() {
            break;
        }
    }
    Ok(problems)
}

/// The last lines of a text.
fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines.get(lines.len().saturating_sub(40)..).unwrap_or_default().join("\n")
}
