//! `e2e`: the generated files on a real Docker engine, and what is measured there against what the model says.

mod deployment;
mod drift;
mod dumps;
mod engine;
mod event;
mod faults;
mod images;
mod limits;
mod logins;
mod markers;
mod order;
mod playbook;
mod reach;
mod releases;
mod run;
mod world;

use crate::input;
use anyhow::Context as _;
use camino::Utf8Path;
use deployment::Deployment;
use engine::Engine;
use run::Run;
use stack_model::{CheckedStack, Site};
use stack_render::{Tree, apply, changes, plan};
use stackwright::program::{
    arguments::StackArguments,
    output::{self, Outcome},
};
use std::{thread, time::Instant};
use world::World;

/// Arguments of `e2e`.
#[derive(Debug, clap::Args)]
pub struct E2e {
    /// What it is asked about.
    #[command(flatten)]
    pub stack: StackArguments,
    /// Start everything, measure nothing, let the machine live, and say how to reach it and how to end it.
    #[arg(long)]
    pub keep: bool,
    /// Predict one connection wrongly, which has to be found.
    #[arg(long, hide = true)]
    pub lie: bool,
    /// Count it as a failure if no engine, or no container of a service, can be started here.
    #[arg(long)]
    pub no_skip: bool,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Passed,
    Failed,
    Skipped,
}

impl E2e {
    /// Runs the command.
    ///
    /// # Errors
    /// If an environment is unknown, or the output cannot be written.
    pub fn run(&self) -> anyhow::Result<Outcome> {
        let (source, environments) = self.stack.read(Some(&input::reference()))?;
        let Some(stack) = input::or_complain(&source, input::checked(&source)) else {
            return Ok(Outcome::Findings);
        };
        let folder = tempfile::tempdir()?;
        let dist = Utf8Path::from_path(folder.path()).context("the temporary folder is not UTF-8")?;
        let tree = plan(&stack)?;
        apply(&changes(&tree, dist)?, &tree, dist)?;
        let refused = Engine::refused()?;
        let asked = |site: &Site<'_>| environments.is_empty() || environments.contains(site.environment);
        let sites: Vec<Site<'_>> = stack.sites().filter(asked).collect();
        // Most of a run is waiting, and each has an engine of its own.
        let ends: Vec<End> = thread::scope(|scope| {
            let (stack, tree, refused) = (&stack, &tree, &refused);
            let runs: Vec<_> = sites
                .into_iter()
                .map(|site| scope.spawn(move || self.attend(stack, site, tree, dist, refused.as_deref())))
                .collect();
            runs.into_iter().map(|run| run.join().unwrap_or(End::Failed)).collect()
        });
        let count = |end: End| ends.iter().filter(|other| **other == end).count();
        let (passed, failed, skipped) = (count(End::Passed), count(End::Failed), count(End::Skipped));
        output::line(format!("{passed} passed, {failed} failed, {skipped} skipped"));
        let bad = failed > 0 || (self.no_skip && skipped > 0);
        Ok(if bad { Outcome::Findings } else { Outcome::Done })
    }

    /// Does what can be done on one machine in one environment, and says how that ended.
    fn attend(
        &self,
        stack: &CheckedStack,
        site: Site<'_>,
        tree: &Tree,
        dist: &Utf8Path,
        refused: Option<&str>,
    ) -> End {
        let at = format!("{}/{}", site.environment, site.host);
        if let Some(why) = refused.map(str::to_owned).or_else(|| images::refused(stack, &site)) {
            output::line(format!("skipped e2e {at}: {why}"));
            return End::Skipped;
        }
        let start = Instant::now();
        match self.play(stack, site, tree, dist) {
            Ok(()) => {
                output::line(format!("passed  e2e {at} ({:.0} s)", start.elapsed().as_secs_f64()));
                End::Passed
            }
            Err(error) => {
                output::line(format!("FAILED  e2e {at}: {error:#}"));
                End::Failed
            }
        }
    }

    /// One machine in one environment.
    fn play(&self, stack: &CheckedStack, site: Site<'_>, tree: &Tree, dist: &Utf8Path) -> anyhow::Result<()> {
        let folder = tempfile::Builder::new().prefix("stackwright-e2e-").tempdir()?;
        let scratch = Utf8Path::from_path(folder.path()).context("the temporary folder is not UTF-8")?;
        let from = dist.join("compose").join(site.environment.as_str()).join(site.host.as_str());
        let world = World::of(stack, &site);
        let run = Run {
            tree,
            world: &world,
            ansible: &dist.join("ansible"),
            at: format!("{}/{}", site.environment, site.host),
            lie: self.lie,
            start: Instant::now(),
        };
        let engine = Engine::start(scratch, &from.join("configs/docker/daemon.json"), &world)?;
        run.said("the engine answers");
        let count = images::load(&engine, stack, &site, &from, &scratch.join("images"))?;
        run.said(format!("{count} images are loaded"));
        let deployment = Deployment::lay(&engine, stack, site, &from, scratch.join("stack"))?;
        if !self.keep {
            return run.play(&deployment, scratch);
        }
        deployment.up()?;
        let socket = engine.docker();
        let keeper = engine.keep()?;
        let _ = folder.keep();
        output::line(format!("the engine listens at unix://{}; `kill {keeper}` ends it", socket.socket()));
        Ok(())
    }
}
