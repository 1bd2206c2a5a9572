//! The stage on which the scripts of a machine are played: its servers, real where they can be, and a stand-in for `docker`.

use crate::{
    application::kind,
    verify::{Subject, container, postgresql::Server},
};
use anyhow::Context as _;
use camino::Utf8PathBuf;
use serde_json::Value;
use stack_model::{
    CheckedService, EnvironmentName, HostName, ServiceName, Site,
    resolve::{Heartbeat, Reporter},
};
use std::collections::BTreeSet;

/// A machine in one environment.
pub(crate) struct Stage<'a> {
    pub(crate) subject: &'a Subject,
    pub(super) site: Site<'a>,
    folder: Utf8PathBuf,
    /// The folder of the stack, as it would be on the machine.
    pub(crate) scratch: Utf8PathBuf,
    server: Option<Server<'a>>,
}

/// The token by which the machine reports.
pub(super) const TOKEN: &str = "0123456789abcdefABCDEF0123456789";
const DOCKER: &str = include_str!("docker.sh");
const SERVERS: &str = include_str!("servers.py");
const START: &str = concat!(include_str!("start.sh"), include_str!("data.sh"));

impl<'a> Stage<'a> {
    /// Copies the files of every machine that dumps anything, each into a folder of its own.
    ///
    /// # Errors
    /// If a file is not there, or cannot be copied.
    pub(crate) fn all(subject: &'a Subject) -> anyhow::Result<Vec<Self>> {
        let mut stages = Vec::new();
        for site in subject.stack.sites() {
            let sources = subject.stack.resolved().backup_sources(site.environment);
            if !sources.iter().any(|source| source.host == *site.host) {
                continue;
            }
            let name = format!("{}-{}", site.environment, site.host);
            let folder =
                subject.dist.join("compose").join(site.environment.as_str()).join(site.host.as_str());
            let scratch = subject.scratch.join(&name);
            for file in ["pre-backup.sh", "restore.sh", "docker-compose.yml"] {
                fs_err::create_dir_all(&scratch)?;
                fs_err::copy(folder.join(file), scratch.join(file))?;
            }
            let mut stage = Self { subject, site, folder, scratch, server: None };
            let servers: Vec<_> =
                stage.services().into_iter().filter(|service| service.kind == kind("postgresql")).collect();
            anyhow::ensure!(servers.len() < 2, "{name}: one server is started, and there are several");
            if let Some(service) = servers.first() {
                let scratch = stage.scratch.join("postgresql-stage");
                stage.server = Some(Server::prepare(subject, service, &stage.folder, &scratch)?);
            }
            stages.push(stage);
        }
        Ok(stages)
    }

    /// Where it is.
    pub(crate) fn at(&self) -> String {
        format!("{} of {}", self.site.host, self.site.environment)
    }

    /// Its environment.
    pub(crate) fn environment(&self) -> &'a EnvironmentName {
        self.site.environment
    }

    /// Its machine.
    pub(crate) fn host(&self) -> &'a HostName {
        self.site.host
    }

    /// The server of its databases.
    pub(crate) fn server(&self) -> Option<&'a ServiceName> {
        self.services()
            .into_iter()
            .find(|service| service.kind == kind("postgresql"))
            .map(|service| &service.name)
    }

    /// A variable that the inventory says of this machine.
    ///
    /// # Errors
    /// If the inventory cannot be read.
    pub(crate) fn variable(&self, name: &str) -> anyhow::Result<Value> {
        let inventory = fs_err::read_to_string(self.subject.dist.join("ansible/inventory/hosts.yml"))?;
        let inventory: Value = serde_yaml::from_str(&inventory)?;
        let group = &inventory["all"]["children"][self.site.environment.identifier()]["hosts"];
        Ok(group[format!("{}.{}", self.site.environment, self.site.host)][name].clone())
    }

    /// The ways in which something of it is dumped: the fifth word of a step.
    ///
    /// # Errors
    /// If the script cannot be read.
    pub(super) fn ways(&self) -> anyhow::Result<BTreeSet<String>> {
        let script = fs_err::read_to_string(self.scratch.join("pre-backup.sh"))?;
        let steps = script.lines().filter(|line| line.starts_with("step "));
        Ok(steps.filter_map(|step| step.split(' ').nth(4)).map(str::to_owned).collect())
    }

    /// How many sources it dumps.
    pub(crate) fn sources(&self) -> usize {
        let sources = self.subject.stack.resolved().backup_sources(self.site.environment);
        sources.iter().filter(|source| source.host == *self.site.host).count()
    }

    /// The report of its dumps; none if no monitor waits for it.
    pub(super) fn heartbeat(&self) -> Option<Heartbeat> {
        let heartbeats = self.subject.stack.resolved().heartbeats(self.site.environment);
        heartbeats.into_iter().find(|heartbeat| heartbeat.of == Reporter::Dumps(self.site.host.clone()))
    }

    /// The services that run here.
    pub(crate) fn services(&self) -> Vec<&'a CheckedService> {
        let services = self.subject.stack.services();
        services
            .filter(|service| service.host() == self.site.host)
            .filter(|service| service.runs_in(self.site.deployment))
            .collect()
    }

    /// The databases, each as `name:owner:address:password`.
    ///
    /// # Errors
    /// If one has no owner, or no client that could reach it.
    pub(crate) fn databases(&self) -> anyhow::Result<Vec<String>> {
        let Some(server) = &self.server else { return Ok(Vec::new()) };
        let mut databases = Vec::new();
        for database in &server.databases {
            let owner = database.owner.as_ref().context("a database without an owner was checked")?;
            let password = database.password().context("an owner has a password")?;
            let password = container::secret(password.variable().as_str());
            let address = server.address(&database.clients).context("a client shares a network")?;
            databases.push(format!("{}:{owner}:{address}:{password}", database.name));
        }
        Ok(databases)
    }

    /// Lines for bash that start everything. `$stage` is the folder of the stack, `$databases` says which there are, `restore NAME
    /// FILE` calls `restore.sh` as the playbook does.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub(crate) fn start(&self) -> anyhow::Result<String> {
        let stage = &self.scratch;
        for folder in ["bin", "services", "stopped", "n8n", "data"] {
            fs_err::create_dir_all(stage.join(folder))?;
        }
        let mut redis = 2;
        for service in self.services() {
            let address = if service.kind == kind("redis") {
                redis += 1;
                format!("127.0.0.{}", redis - 1)
            } else {
                "127.0.0.1".to_owned()
            };
            fs_err::write(
                stage.join("services").join(service.name.as_str()),
                format!("{} {address}\n", service.kind),
            )?;
            let configs = self.folder.join("configs").join(service.name.as_str());
            let own = stage.join("configs").join(service.name.as_str());
            if configs.exists() {
                fs_err::create_dir_all(&own)?;
                for file in ["backup.py", "redis.conf"] {
                    if configs.join(file).exists() {
                        fs_err::copy(configs.join(file), own.join(file))?;
                    }
                }
            }
        }
        fs_err::write(stage.join("bin/docker"), DOCKER)?;
        fs_err::write(stage.join("servers.py"), SERVERS)?;
        let mut script = self.server.as_ref().map(Server::start).unwrap_or_default();
        script.push_str(&format!("stage='{stage}'\ntoken={TOKEN}\n"));
        script.push_str(&format!("databases='{}'\n", self.databases()?.join(" ")));
        fs_err::write(stage.join("artefacts.json"), serde_json::to_string(&self.artefacts()?)?)?;
        script.push_str(START);
        Ok(script)
    }

    /// What the inventory says of this machine's artefacts, by name: the words before and behind the file.
    fn artefacts(&self) -> anyhow::Result<Value> {
        let artefacts = self.variable("backup_config_artefacts")?;
        anyhow::ensure!(artefacts.is_array(), "the inventory does not say what {} keeps", self.at());
        Ok(artefacts)
    }
}
