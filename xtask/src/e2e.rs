//! `e2e`: the generated files on a real Docker engine, and what is measured there against what the model says.

mod deployment;
mod drift;
mod dumps;
mod engine;
mod event;
mod faults;
mod images;
mod keepsakes;
mod limits;
mod order;
mod reach;
mod world;

use crate::{
    input,
    output::{self, Outcome},
    report::{self, Format},
};
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use deployment::Deployment;
use engine::Engine;
use reach::{Attempts, Tally};
use stack_model::{CheckedStack, Node, Port, Site};
use stack_render::{Tree, apply, changes, plan};
use std::time::Instant;
use world::World;

/// Arguments of `e2e`.
#[derive(Debug, clap::Args)]
pub struct E2e {
    /// The stack. `stack.yml` here, else the reference stack.
    pub stack: Option<Utf8PathBuf>,
    /// Only this environment; may be repeated.
    #[arg(long = "env", value_name = "ENV")]
    pub environments: Vec<String>,
    /// Let the machine live at the end, and say how to reach it and how to end it.
    #[arg(long)]
    pub keep: bool,
    /// Predict one connection wrongly, which has to be found.
    #[arg(long, hide = true)]
    pub lie: bool,
    /// Count it as a failure if no engine can be started here.
    #[arg(long)]
    pub no_skip: bool,
}

impl E2e {
    /// Runs the command.
    ///
    /// # Errors
    /// If an environment is unknown, or the output cannot be written.
    pub fn run(&self) -> anyhow::Result<Outcome> {
        let source = input::read(&input::choose(self.stack.as_deref()))?;
        let environments = input::environments(&self.environments, &source)?;
        let stack = match input::checked(&source) {
            Ok(stack) => stack,
            Err(report) => {
                output::note(report::print(Format::Text, &[(source, report)], false));
                return Ok(Outcome::Findings);
            }
        };
        if let Some(why) = Engine::refused()? {
            output::line(format!("skipped e2e: {why}"));
            return Ok(if self.no_skip { Outcome::Findings } else { Outcome::Done });
        }
        let folder = tempfile::tempdir()?;
        let dist = Utf8Path::from_path(folder.path()).context("the temporary folder is not UTF-8")?;
        let tree = plan(&stack)?;
        apply(&changes(&tree, dist)?, &tree, dist)?;
        let mut outcome = Outcome::Done;
        let asked = |site: &Site<'_>| environments.is_empty() || environments.contains(site.environment);
        for site in stack.sites().filter(asked) {
            let at = format!("{}/{}", site.environment, site.host);
            let start = Instant::now();
            match self.play(&stack, site, &tree, dist) {
                Ok(()) => {
                    output::line(format!("passed  e2e {at} ({:.0} s)", start.elapsed().as_secs_f64()));
                }
                Err(error) => {
                    output::line(format!("FAILED  e2e {at}: {error:#}"));
                    outcome = Outcome::Findings;
                }
            }
        }
        Ok(outcome)
    }

    /// One machine in one environment.
    fn play(&self, stack: &CheckedStack, site: Site<'_>, tree: &Tree, dist: &Utf8Path) -> anyhow::Result<()> {
        let folder = tempfile::Builder::new().prefix("stackwright-e2e-").tempdir()?;
        let scratch = Utf8Path::from_path(folder.path()).context("the temporary folder is not UTF-8")?;
        let from = dist.join("compose").join(site.environment.as_str()).join(site.host.as_str());
        let world = World::of(stack, &site);
        let start = Instant::now();
        let said = |what: &str| output::line(format!("{:6.1} s  {what}", start.elapsed().as_secs_f64()));
        let engine = Engine::start(scratch, &from.join("configs/docker/daemon.json"), &world)?;
        said("the engine answers");
        let images = scratch.join("images");
        fs_err::create_dir_all(&images)?;
        let count = images::load(&engine, stack, &site, &images)?;
        said(&format!("{count} images are loaded"));
        let deployment = Deployment::lay(&engine, stack, site, &from, scratch.join("stack"))?;
        let since = deployment.now()?;
        deployment.up()?;
        said("everything is healthy");
        self.measure(&deployment, &world, tree, &since, &said)?;
        drop(deployment);
        if self.keep {
            let socket = engine.docker();
            let keeper = engine.keep()?;
            let _ = folder.keep();
            output::line(format!(
                "the engine listens at unix://{}; `kill {keeper}` ends it",
                socket.socket()
            ));
        }
        Ok(())
    }

    /// What is measured on a machine where everything is healthy.
    fn measure(
        &self,
        deployment: &Deployment<'_>,
        world: &World,
        tree: &Tree,
        since: &str,
        said: &dyn Fn(&str),
    ) -> anyhow::Result<()> {
        let waits = order::compare(deployment, since)?;
        said(&format!("{waits} waits for a server were waited"));
        drift::none(deployment, tree)?;
        said("images, limits, networks, mounts and ports are those of the model");
        self.compare_reach(deployment, world, said)?;
        let count = limits::compare(deployment)?;
        said(&format!("the kernel holds {count} containers to their limits and privileges"));
        let count = limits::exceed(deployment)?;
        said(&format!("{count} containers took too much memory, and no neighbour was harmed"));
        let count = drift::find_each(deployment, tree)?;
        said(&format!("{count} alterations are found by their codes"));

        let count = dumps::make(deployment)?;
        said(&format!("pre-backup.sh has written {count} artefacts"));

        keepsakes::add(deployment, "from-the-start")?;
        let mut kept = keepsakes::read(deployment)?;
        let mut survived = |fault: &str| -> anyhow::Result<()> {
            let now = keepsakes::read(deployment)?;
            let lost = keepsakes::lost(&kept, &now);
            anyhow::ensure!(lost.is_empty(), "{fault}: lost {}", lost.join(", "));
            kept = now;
            said(&format!("{fault}; lost: nothing"));
            Ok(())
        };
        let count = faults::kill_each(deployment)?;
        survived(&format!("{count} containers were killed in turn, and came back alone"))?;
        faults::restart_engine(deployment)?;
        survived("the engine was stopped and killed, and no container noticed")?;
        faults::cut_power(deployment)?;
        survived("the power was cut, and everything came back")?;
        if let Some((client, server)) = faults::wait_in_vain(deployment)? {
            deployment.up()?;
            survived(&format!("{client} waited for {server} in vain, and was told so"))?;
        }
        let filled = faults::fill(deployment, &keepsakes::read(deployment)?)?;
        survived(&format!(
            "the volumes of {} were full, and took more when there was room",
            filled.join(", ")
        ))?;
        drift::none(deployment, tree)
    }

    /// Who reaches whom. Predictions that are wrong by one are found, whichever one it is.
    fn compare_reach(
        &self,
        deployment: &Deployment<'_>,
        world: &World,
        said: &dyn Fn(&str),
    ) -> anyhow::Result<()> {
        let model = deployment.stack.resolved().reach(deployment.site.environment);
        let model = model.context("the environment is one of the stack's")?;
        let attempts = Attempts::make(deployment, world)?;
        let lie = attempts.questions().next().filter(|_| self.lie).cloned();
        let tally = attempts.compare(|from, to, port| {
            let lies = lie.as_ref().is_some_and(|lie| (&lie.0, &lie.1, lie.2) == (from, to, port));
            model.connects(from, to, port) != lies
        })?;
        for (from, to, port) in attempts.questions() {
            let liar =
                |a: &Node, b: &Node, c: Port| model.connects(a, b, c) != ((a, b, c) == (from, to, *port));
            let caught = attempts.compare(liar).is_err();
            anyhow::ensure!(caught, "a lie about {from}, {to} and {port} is not caught");
        }
        let Tally { questions, open, attempts } = tally;
        said(&format!(
            "{questions} connections are as the model says, {open} of them open, in {attempts} attempts; {questions} lies are caught"
        ));
        Ok(())
    }
}
