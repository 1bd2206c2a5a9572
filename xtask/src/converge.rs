//! `converge`: the generated playbook on bare machines, twice. The second run has nothing to do.

mod recap;
mod stage;

use crate::{consumer, input};
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
pub(crate) use recap::Recap;
use stack_model::{CheckedStack, EnvironmentName, Site, stack::OperatingSystem};
use stack_render::{apply, changes, plan};
use stackwright::program::{
    arguments::EnvironmentArguments,
    output::{self, Outcome},
};
use stage::Stage;
pub(crate) use stage::neighbour;
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

/// A run of a playbook of the scenario, and what is asked of it.
#[derive(Debug, Clone, Copy)]
struct Run {
    name: &'static str,
    playbook: &'static str,
    asked: Asked,
}

/// What is asked of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// That nothing fails.
    Success,
    /// That nothing fails, and nothing is changed.
    NoChange,
    /// That it names every harm that was done to the machines before.
    Findings,
}

/// The runs, in order.
const RUNS: [Run; 4] = [
    Run { name: "first", playbook: "converge.yml", asked: Asked::Success },
    Run { name: "second", playbook: "converge.yml", asked: Asked::NoChange },
    Run { name: "verify", playbook: "verify.yml", asked: Asked::NoChange },
    Run { name: "harmed", playbook: "verify.yml", asked: Asked::Findings },
];

/// What is done to a machine behind the playbook's back, and what has to be said of it: a look that finds everything well
/// proves nothing by itself.
const HARMS: [(&str, &str); 10] = [
    ("chmod 0644 /opt/*/.env", "/.env: mode 0644, not 0600"),
    ("cp /opt/*/.env /etc/copied; chmod 0644 /etc/copied", "/etc/copied holds "),
    ("chown 7 /opt/*/data/*/ /opt/*/data/*", ": owner 7, not "),
    ("rm /opt/*/configs/*/*.env", ".env is not there"),
    ("systemctl stop docker.socket docker.service", "docker.service is-active: inactive"),
    ("systemctl disable docker.service", "docker.service is-enabled: disabled"),
    (
        "sed -i '/overcommit/d' /etc/sysctl.d/90-stack.conf",
        "vm.overcommit_memory is None after the next start, not 1",
    ),
    ("printf '{}' >/etc/docker/daemon.json", "/etc/docker/daemon.json has other settings than the stack"),
    ("sed -i '0,/memory: .*/s//memory: 7M/' /opt/*/docker-compose.yml", " to 7M, not "),
    ("systemd-run --quiet python3 -m http.server 8123", "something listens on 8123/tcp"),
];

impl Converge {
    /// Runs the command.
    ///
    /// # Errors
    /// If the output cannot be written, or the machines cannot be booted.
    pub fn run(&self) -> anyhow::Result<Outcome> {
        let source = input::read(&input::choose(self.stack.as_deref())?)?;
        let named = EnvironmentArguments { environments: self.env.iter().cloned().collect() }.of(&source)?;
        let Some(stack) = input::or_complain(&source, input::checked(&source)) else {
            return Ok(Outcome::Findings);
        };
        let first = || stack.resolved().deployments().next().map(|(name, _)| name.clone());
        let environment = named.first().cloned().or_else(first).context("the stack has no environment")?;
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
                "passed  converge {environment}: {} machines took the playbook twice, the second time without a change, and are as the stack says; {} harms are found ({:.0} s)",
                stage.machines(),
                HARMS.len(),
                start.elapsed().as_secs_f64()
            ));
            return Ok(Outcome::Done);
        }
        Ok(Outcome::Findings)
    }
}

/// Why this cannot be done here, if so.
fn cannot(stack: &CheckedStack, environment: &EnvironmentName) -> anyhow::Result<Option<String>> {
    let here = |site: &Site<'_>| site.environment == environment;
    let foreign = stack.sites().filter(here).find(|site| site.machine.os != OperatingSystem::Debian13);
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
    for Run { name, asked, .. } in RUNS {
        let Some((log, seconds)) = stage.log(name)? else {
            problems.push(format!("the {name} run never began: {}", stage.said()?));
            break;
        };
        let Ok(recap) = Recap::read(&log) else {
            problems.push(format!("the {name} run did not come to its end:\n{}", tail(&log)));
            break;
        };
        output::line(format!("{name} run: {} changes in {seconds} s", recap.changes()));
        problems.extend(missing(stage, &recap, name, asked, &log));
        if !problems.is_empty() {
            break;
        }
    }
    Ok(problems)
}

/// What a run lacks of what is asked of it.
fn missing(stage: &Stage, recap: &Recap, name: &str, asked: Asked, log: &str) -> Vec<String> {
    if asked == Asked::Findings {
        let unseen = HARMS.iter().filter(|(_, said)| !log.contains(said));
        return unseen.map(|(harm, said)| format!("no task says `{said}` after `{harm}`")).collect();
    }
    let mut problems: Vec<String> =
        recap.failed.iter().map(|task| format!("the {name} run: {task}")).collect();
    let bad = stage.names().filter(|machine| !recap.is_good(machine));
    problems.extend(bad.map(|machine| format!("the {name} run did not do {machine}")));
    if asked == Asked::NoChange && recap.changes() > 0 {
        let tasks = recap.changed.join("\n  ");
        problems.push(format!("the {name} run changed something:\n  {tasks}"));
    }
    problems
}

/// The last lines of a text.
fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines.get(lines.len().saturating_sub(40)..).unwrap_or_default().join("\n")
}
