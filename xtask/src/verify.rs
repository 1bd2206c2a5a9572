//! `verify`: hands the output to its real consumers. One check, one file; each says what it proves.

mod ansible_confirm;
mod ansible_env;
mod ansible_lint;
mod ansible_parity;
mod ansible_syntax;
pub(crate) mod caddy_behaviour;
mod caddy_validate;
mod compose_config;
mod compose_schema;
pub(crate) mod container;
mod crowdsec;
mod dns_update;
mod documents;
mod drill;
mod dumps;
mod export;
mod fail2ban;
mod hadolint;
mod hub;
mod init_vault;
mod litellm;
mod litellm_keys;
pub(crate) mod machine;
mod metrics;
mod n8n;
mod namespace;
mod object_store;
mod openclaw;
mod outcome;
mod postgresql;
mod prepare;
mod promtool;
mod pyflakes;
mod pyyaml;
pub mod readers;
mod redis;
mod release;
mod retention;
mod round;
mod seed;
mod shellcheck;
mod smoke_test;
mod socket_proxy;
mod sshd;
mod ufw;
mod upgrade;
mod uptime_kuma;
mod victoria_metrics;
mod vpn;
mod wizard;
mod workflows;
mod yamllint;
mod zerobyte;

pub use outcome::{CheckOutcome, Proof};

use crate::input;
use camino::{Utf8Path, Utf8PathBuf};
use stack_model::{CheckedService, CheckedStack, Site, catalogue::Kind};
use stack_render::{Tree, apply, changes, plan};
use stackwright::program::output::{self, Outcome};
use std::{fmt, num::NonZeroUsize, sync::Arc};

/// Arguments of `verify`.
#[derive(Debug, clap::Args)]
pub struct Verify {
    /// The stacks. `stack.yml` here, else the reference stack.
    pub stacks: Vec<Utf8PathBuf>,
    /// Run only this check; may be repeated.
    #[arg(long, value_name = "NAME")]
    pub only: Vec<String>,
    /// List the checks and what each proves.
    #[arg(long)]
    pub list: bool,
    /// Count as a failure what was skipped, and what no stack of the run has proven.
    #[arg(long)]
    pub no_skip: bool,
    /// How many checks run at a time. One more than there are cores, unless written.
    #[arg(long, value_name = "NUMBER")]
    pub jobs: Option<NonZeroUsize>,
}

/// A check.
pub struct Check {
    /// Its name.
    pub name: &'static str,
    /// What a success proves.
    pub proves: &'static str,
    /// The programs, and the pinned sets of programs, that it needs.
    pub needs: &'static [&'static str],
    run: fn(&Subject) -> anyhow::Result<CheckOutcome>,
}

/// What is checked: a stack, and its output on disk.
#[derive(Clone)]
pub struct Subject {
    /// The stack.
    pub stack: Arc<CheckedStack>,
    /// The output, as planned.
    pub tree: Arc<Tree>,
    /// The output, on disk.
    pub dist: Utf8PathBuf,
    /// A folder for the check's own files.
    pub scratch: Utf8PathBuf,
}

impl Subject {
    /// The folders of the compose targets, with the environment and the machine.
    pub fn targets(&self) -> Vec<(String, String, Utf8PathBuf)> {
        let target = |site: Site<'_>| {
            let (environment, host) = (site.environment.to_string(), site.host.to_string());
            let folder = self.dist.join("compose").join(&environment).join(&host);
            (environment, host, folder)
        };
        self.stack.sites().map(target).collect()
    }

    /// The services of a kind, everywhere they run. Their files must be there: a check that looks for files would pass
    /// where they were forgotten.
    pub fn running(&self, kind: Kind) -> Vec<Running<'_>> {
        let mut running = Vec::new();
        for site in self.stack.sites() {
            let here = self.stack.services_on(site.host).filter(|service| service.kind == kind);
            for service in here.filter(|service| service.runs_in(site.deployment)) {
                let folder =
                    self.dist.join("compose").join(site.environment.as_str()).join(site.host.as_str());
                let scratch =
                    self.scratch.join(format!("{}-{}-{}", site.environment, site.host, service.name));
                running.push(Running { site, service, folder, scratch });
            }
        }
        running
    }

    /// The generated files below a folder, relative to it, in order.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn files(&self, below: &str) -> anyhow::Result<Vec<Utf8PathBuf>> {
        let root = self.dist.join(below);
        let mut files = Vec::new();
        for entry in walkdir::WalkDir::new(&root).sort_by_file_name() {
            let entry = entry?;
            if entry.file_type().is_file() {
                let path = Utf8PathBuf::try_from(entry.into_path())?;
                files.push(path.strip_prefix(&root)?.to_owned());
            }
        }
        Ok(files)
    }
}

/// A service on one machine in one environment.
pub struct Running<'a> {
    /// The machine and the environment.
    pub site: Site<'a>,
    /// The service.
    pub service: &'a CheckedService,
    /// The folder of the compose target.
    pub folder: Utf8PathBuf,
    /// A folder for the check's own files, not made yet.
    pub scratch: Utf8PathBuf,
}

impl fmt::Display for Running<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}/{}", self.service.name, self.site.environment, self.site.host)
    }
}

/// Every check, in the order in which they begin: cheap ones first, then those that take longest.
pub static CHECKS: &[Check] = &[
    compose_config::CHECK,
    compose_schema::CHECK,
    caddy_validate::CHECK,
    yamllint::CHECK,
    pyyaml::CHECK,
    shellcheck::CHECK,
    documents::CHECK,
    hadolint::CHECK,
    workflows::CHECK,
    pyflakes::CHECK,
    ansible_syntax::CHECK,
    ansible_lint::CHECK,
    prepare::CHECK,
    release::CHECK,
    upgrade::CHECK,
    promtool::CHECK,
    hub::CHECK,
    seed::CHECK,
    sshd::CHECK,
    drill::CHECK,
    n8n::CHECK,
    ufw::CHECK,
    dumps::CHECK,
    uptime_kuma::CHECK,
    vpn::CHECK,
    litellm::CHECK,
    zerobyte::CHECK,
    ansible_parity::CHECK,
    crowdsec::CHECK,
    retention::CHECK,
    redis::CHECK,
    postgresql::CHECK,
    victoria_metrics::CHECK,
    litellm_keys::CHECK,
    openclaw::CHECK,
    dns_update::CHECK,
    caddy_behaviour::CHECK,
    smoke_test::CHECK,
    socket_proxy::CHECK,
    ansible_confirm::CHECK,
    init_vault::CHECK,
    wizard::CHECK,
    export::CHECK,
    fail2ban::CHECK,
    ansible_env::CHECK,
];

impl Verify {
    /// Each generated path of the stack, with who reads it.
    fn list_readers(&self) -> anyhow::Result<Outcome> {
        let source = input::read(&input::choose(self.stacks.first().map(Utf8PathBuf::as_path))?)?;
        let Ok(stack) = input::checked(&source) else { return Ok(Outcome::Findings) };
        let readers = readers::Readers::new()?;
        output::line("");
        let tree = plan(&stack)?;
        for (path, _) in tree.files() {
            output::line(format!("{path}: {}", readers.of(&tree, path.as_str()).join(", ")));
        }
        Ok(Outcome::Done)
    }

    /// Runs the command.
    ///
    /// # Errors
    /// If the output cannot be written, or `--only` names no check.
    pub fn run(&self) -> anyhow::Result<Outcome> {
        if self.list {
            for check in CHECKS {
                output::line(format!("{:16} {} [{}]", check.name, check.proves, check.needs.join(", ")));
            }
            return self.list_readers();
        }
        if let Some(unknown) = self.only.iter().find(|name| !CHECKS.iter().any(|check| check.name == **name))
        {
            anyhow::bail!("there is no check `{unknown}`; `verify --list` shows them all");
        }
        let folder = tempfile::tempdir()?;
        let root = Utf8Path::from_path(folder.path())
            .ok_or_else(|| anyhow::anyhow!("the temporary folder is not UTF-8"))?;
        let paths = if self.stacks.is_empty() { vec![input::choose(None)?] } else { self.stacks.clone() };
        let mut subjects = Vec::new();
        for (index, path) in paths.iter().enumerate() {
            let source = input::read(path)?;
            let Some(stack) = input::or_complain(&source, input::checked(&source)) else {
                return Ok(Outcome::Findings);
            };
            // A short name: the path of a socket below it may have some hundred characters.
            let scratch = root.join(index.to_string());
            let dist = scratch.join("dist");
            let tree = plan(&stack)?;
            apply(&changes(&tree, &dist)?, &tree, &dist)?;
            let subject = Subject { stack: stack.into(), tree: tree.into(), dist, scratch };
            subjects.push((path.file_stem().unwrap_or_default().to_owned(), subject));
        }
        let chosen = |check: &&Check| self.only.is_empty() || self.only.iter().any(|name| name == check.name);
        let chosen: Vec<&Check> = CHECKS.iter().filter(chosen).collect();
        let jobs = self.jobs.map_or_else(default_jobs, NonZeroUsize::get);
        let tally = round::play(&subjects, &chosen, jobs)?;
        let unproven = if self.no_skip { tally.unproven() } else { Vec::new() };
        for what in &unproven {
            output::line(format!("UNPROVEN {what}"));
        }
        output::line(tally.to_string());
        let bad = tally.failed > 0 || (self.no_skip && tally.skipped > 0) || !unproven.is_empty();
        Ok(if bad { Outcome::Findings } else { Outcome::Done })
    }
}

/// One check more than there are cores: most of them wait for a server most of the time.
fn default_jobs() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get) + 1
}
