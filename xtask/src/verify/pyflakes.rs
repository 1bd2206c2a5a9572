//! `pyflakes`: every Python program.

use super::{Check, CheckOutcome, Running, Subject};
use crate::{application::kind, consumer};
use anyhow::Context as _;

pub(super) const CHECK: Check = Check {
    name: "pyflakes",
    proves: "every generated Python program compiles, and has no name that is unknown or unused",
    needs: &["pyflakes"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let program = consumer::find("pyflakes").context("pyflakes")?;
    let programs: Vec<_> =
        subject.files("")?.into_iter().filter(|file| file.extension() == Some("py")).collect();
    let keys = |proxy: &Running<'_>| subject.stack.virtual_keys_of(&proxy.service.name).next().is_some();
    let pulled = |environment| !subject.stack.resolved().pulls(environment).is_empty();
    // One looks at machines, one finds the way into them, one sets monitors, one sets records; where dumps are taken away, one
    // sets schedules and one fetches; one keeps repositories; each proxy with keys has one that gives them, and those that are
    // dumped by their own API have one that does it.
    let expected = 2
        + usize::from(subject.stack.uptime_kuma().is_some())
        + usize::from(subject.stack.delivery().dns.is_some())
        + 2 * usize::from(subject.stack.resolved().deployments().any(|(environment, _)| pulled(environment)))
        + usize::from(
            subject.tree.files().any(|(path, _)| path.as_str() == "ansible/playbooks/backup-hub.yml"),
        )
        + subject.running(kind("qdrant")).len()
        + subject.running(kind("grafana")).len()
        + subject.running(kind("litellm")).iter().filter(|proxy| keys(proxy)).count();
    anyhow::ensure!(programs.len() == expected, "{} programs were generated, not {expected}", programs.len());
    let mut command = consumer::offline(&program);
    consumer::run(command.current_dir(&subject.dist).args(&programs))?;
    CheckOutcome::proven([(programs.len(), "programs are clean")])
}
