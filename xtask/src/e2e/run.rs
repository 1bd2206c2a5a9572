//! `Run`: everything that is measured on one machine, in order: what is well first, then what goes wrong.

use super::{
    deployment::Deployment,
    drift, dumps, faults, limits, logins, markers, order, playbook,
    reach::{Attempts, Tally},
    releases,
    world::World,
};
use anyhow::Context as _;
use camino::Utf8Path;
use stack_model::{Node, Port};
use stack_render::Tree;
use stackwright::program::output;
use std::{fmt::Display, time::Instant};

/// One run.
pub(super) struct Run<'a> {
    /// The output, as planned.
    pub(super) tree: &'a Tree,
    /// Where the machine stands.
    pub(super) world: &'a World,
    /// The generated Ansible repository.
    pub(super) ansible: &'a Utf8Path,
    /// The environment and the machine, for people.
    pub(super) at: String,
    /// Whether the model is made to predict one connection wrongly.
    pub(super) lie: bool,
    /// When it began.
    pub(super) start: Instant,
}

impl Run<'_> {
    /// Says what has been shown, and when.
    pub(super) fn said(&self, what: impl Display) {
        output::line(format!("{} {:6.1} s  {what}", self.at, self.start.elapsed().as_secs_f64()));
    }

    /// Starts everything, and measures.
    ///
    /// # Errors
    /// The first thing that is not as the model says.
    pub(super) fn play(&self, deployment: &Deployment<'_>, scratch: &Utf8Path) -> anyhow::Result<()> {
        let since = deployment.now()?;
        deployment.up()?;
        self.said("everything is healthy");
        let waits = order::compare(deployment, &since)?;
        self.said(format!("{waits} waits for a server were waited"));
        drift::none(deployment)?;
        self.said("images, limits, networks, mounts and ports are those of the model");
        self.compare_reach(deployment)?;
        let count = limits::compare(deployment)?;
        self.said(format!("the kernel holds {count} containers to their limits and privileges"));
        let count = limits::exceed(deployment)?;
        self.said(format!("{count} containers took too much memory, and no neighbour was harmed"));
        let count = dumps::make(deployment)?;
        self.said(format!("pre-backup.sh has written {count} artefacts"));
        let count = playbook::play(deployment, self.ansible, scratch)?;
        self.said(format!("the playbook found all started, did {count} things more and nothing a second time, and misses who is taken away"));
        let count = releases::drop_oldest(deployment)?;
        self.said(format!("of three deployments the oldest went with its image, and {count} others stayed"));
        logins::expire(deployment, self.tree)?;
        self.said("a login that has expired blocks a public image, and no deployment looks at it");
        self.suffer(deployment)?;
        let count = drift::find_each(deployment)?;
        self.said(format!("{count} alterations are found by their codes"));
        Ok(())
    }

    /// Who reaches whom. A prediction that is wrong about one connection is found, whichever one it is.
    fn compare_reach(&self, deployment: &Deployment<'_>) -> anyhow::Result<()> {
        let model = deployment.stack.resolved().reach(deployment.site.environment);
        let model = model.context("the environment is one of the stack's")?;
        let attempts = Attempts::make(deployment, self.world)?;
        let lie = attempts.questions().next().filter(|_| self.lie);
        let tally = attempts.compare(|from: &Node, to: &Node, port: Port| {
            let lies = lie.is_some_and(|lie| (&lie.0, &lie.1, lie.2) == (from, to, port));
            model.connects(from, to, port) != lies
        })?;
        for (from, to, port) in attempts.questions() {
            let liar =
                |a: &Node, b: &Node, c: Port| model.connects(a, b, c) != ((a, b, c) == (from, to, *port));
            let caught = attempts.compare(liar).is_err();
            anyhow::ensure!(caught, "a lie about {from}, {to} and {port} is not caught");
        }
        let Tally { questions, open, attempts } = tally;
        self.said(format!(
            "{questions} connections are as the model says, {open} of them open, in {attempts} attempts; {questions} lies are caught"
        ));
        Ok(())
    }

    /// What goes wrong, one after the other, and that nothing is lost.
    fn suffer(&self, deployment: &Deployment<'_>) -> anyhow::Result<()> {
        markers::add(deployment, "from-the-start")?;
        let mut kept = markers::read(deployment)?;
        let mut survived = |fault: &str| -> anyhow::Result<()> {
            let now = markers::read(deployment)?;
            let lost = markers::lost(&kept, &now);
            anyhow::ensure!(lost.is_empty(), "{fault}: lost {}", lost.join(", "));
            kept = now;
            self.said(format!("{fault}; lost: nothing"));
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
        let full = faults::fill(deployment, &markers::read(deployment)?)?;
        survived(&format!(
            "the volumes of {} were full, and took more when there was room",
            full.join(", ")
        ))?;
        drift::none(deployment)
    }
}
