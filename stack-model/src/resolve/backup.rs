//! `Source`: data that a machine dumps, and `Pull`: a job that takes it away. Both follow from the services.

use super::{Resolved, ResolvedService, ResticRepository};
use crate::{
    KeyPath,
    catalogue::Method,
    stack::{BackupStrategy, Backups, Job, JobSource, LocalDump, Repository, Retention, Zerobyte},
    value::{Cron, DatabaseName, EnvironmentName, HostName, JobName, RepositoryName, ServiceName},
};
use std::borrow::Cow;

/// Data that a step of a machine's dump writes into a folder of its own. There is no other way to name data to a job or to a
/// restore: what no step writes cannot be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// The service that keeps it; none for the settings that were written to the machine.
    pub service: Option<ServiceName>,
    /// The machine.
    pub host: HostName,
    /// How it is copied. Never [`Method::None`].
    pub method: Method,
    /// The folder of its files, below the folder of the project: `backups/pg_dump`.
    pub folder: String,
    /// What is written there. Never empty.
    pub files: Vec<DumpFile>,
}

/// A file that a dump writes anew each time: `<stem>-<stamp>.<extension>`, with a stamp such as `20260820T025500Z`, so that the
/// order of the names is that of the times.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DumpFile {
    /// What its name begins with.
    pub stem: String,
    /// What its name ends with, without the dot: `dump`, `rdb` or `tar`.
    pub extension: &'static str,
    /// The database that is in it, if it is one.
    pub database: Option<DatabaseName>,
}

impl DumpFile {
    /// The names of all of them, for `find` and for Ansible: `litellm-????????T??????Z.dump`.
    pub fn pattern(&self) -> String {
        format!("{}-????????T??????Z.{}", self.stem, self.extension)
    }
}

impl Source {
    /// How a job names it.
    pub fn name(&self) -> JobSource {
        self.service.clone().map_or(JobSource::Configs, JobSource::Service)
    }
}

/// What is done about the data of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Strategy<'a> {
    /// It is copied, in this way. Never [`Method::None`].
    Copied(Method),
    /// Nothing is, for this reason.
    Left(Cow<'a, str>),
    /// Nobody says: a `container` with volumes and without `backup`.
    Unsaid,
}

/// A job in one environment: what it pulls, and where to.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Pull<'a> {
    /// Its name.
    pub name: &'a JobName,
    /// As written.
    pub job: &'a Job,
    /// The environment.
    pub environment: &'a EnvironmentName,
    /// When it begins here, in the time zone of Zerobyte.
    pub at: &'a Cron,
    /// Which of its snapshots stay; none if nobody says.
    pub(crate) keep: Option<Retention>,
    /// What it pulls.
    pub source: Source,
    /// Where to; none if the repository is not declared, or has no bucket here.
    pub restic_repository: Option<ResticRepository<'a>>,
}

impl Pull<'_> {
    /// Where the job stands in `stack.yml`.
    pub fn path(&self) -> KeyPath {
        Zerobyte::path().key("jobs").key(self.name)
    }
}

impl Zerobyte {
    /// Where it stands in `stack.yml`.
    pub(crate) fn path() -> KeyPath {
        KeyPath::root().key("backups").key("zerobyte")
    }

    /// Where one of its repositories stands.
    pub(crate) fn repository_path(name: &RepositoryName) -> KeyPath {
        Self::path().key("repositories").key(name)
    }
}

impl Resolved {
    /// What is written of backups.
    pub fn backups(&self) -> Option<&Backups> {
        self.stack.backups.as_ref()
    }

    /// The dumps of each machine, which are made whether anybody pulls them or not.
    pub fn local_dump(&self) -> LocalDump {
        self.backups().map(|backups| backups.local.clone()).unwrap_or_default()
    }

    /// The Zerobyte that pulls dumps.
    pub fn zerobyte(&self) -> Option<&Zerobyte> {
        self.backups().and_then(|backups| backups.zerobyte.as_ref())
    }

    /// Its repositories.
    pub fn repositories(&self) -> impl Iterator<Item = (&RepositoryName, &Repository)> {
        self.zerobyte().into_iter().flat_map(|zerobyte| &zerobyte.repositories)
    }

    /// Its jobs, as written.
    pub fn jobs(&self) -> impl Iterator<Item = (&JobName, &Job)> {
        self.zerobyte().into_iter().flat_map(|zerobyte| &zerobyte.jobs)
    }

    /// Whether the dumps of an environment leave its machines: those that are written, else all but the one of a trial.
    pub fn is_backed_up(&self, environment: &EnvironmentName) -> bool {
        self.backups().is_some_and(|backups| match backups.environments.as_slice() {
            [] => !self.is_trial(environment),
            written => written.contains(environment),
        })
    }

    /// What is done about the data of a service.
    pub fn backup_strategy<'a>(&'a self, service: &'a ResolvedService) -> Strategy<'a> {
        let written = self.stack.services.get(&service.name).and_then(|service| service.backup.as_ref());
        match (written, service.application.backup.method) {
            (Some(BackupStrategy::Copy), _) if service.volumes.is_empty() => {
                Strategy::Left("it has no volumes".into())
            }
            (Some(BackupStrategy::Copy), _) => Strategy::Copied(Method::Copy),
            (Some(BackupStrategy::None(reason)), _) => Strategy::Left(reason.to_string().into()),
            (None, Method::None(_)) if service.kind.is_container() => {
                if service.volumes.is_empty() {
                    Strategy::Left("it has no volumes".into())
                } else {
                    Strategy::Unsaid
                }
            }
            (None, Method::None(reason)) => Strategy::Left(reason.into()),
            (None, method) => Strategy::Copied(method),
        }
    }

    /// What the machines of an environment dump, in the order of the services; then the settings of the machines whose
    /// settings a job pulls.
    pub fn backup_sources(&self, environment: &EnvironmentName) -> Vec<Source> {
        let Some(deployment) = self.stack.environments.get(environment) else { return Vec::new() };
        let services = self.running(deployment).filter_map(|service| self.source_of(service));
        let jobs = self.jobs().map(|(_, job)| job).filter(|_| self.is_backed_up(environment));
        let jobs = jobs.filter(|job| job.source == JobSource::Configs);
        let mut hosts: Vec<&HostName> = jobs.filter_map(|job| self.host_of_configs(job)).collect();
        hosts.retain(|host| deployment.hosts.contains_key(*host));
        hosts.sort();
        hosts.dedup();
        let configs = hosts.into_iter().map(|host| Source {
            service: None,
            host: host.clone(),
            method: Method::Copy,
            folder: "backups/configs".into(),
            files: vec![DumpFile { stem: "configs".into(), extension: "tar", database: None }],
        });
        services.chain(configs).collect()
    }

    /// The machine whose settings a job pulls; none if several could be meant.
    pub(crate) fn host_of_configs<'a>(&'a self, job: &'a Job) -> Option<&'a HostName> {
        let mut deployed = self.deployed_hosts();
        let only = deployed.next().filter(|_| deployed.next().is_none());
        job.host.as_ref().or(only)
    }

    /// What is dumped of a service; none if nothing is.
    pub(crate) fn source_of(&self, service: &ResolvedService) -> Option<Source> {
        let Strategy::Copied(method) = self.backup_strategy(service) else { return None };
        let stem = service.name.to_string();
        let whole = |extension| vec![DumpFile { stem: stem.clone(), extension, database: None }];
        let files = match method {
            Method::PgDump => self.database_files(&service.name),
            Method::Rdb => whole("rdb"),
            Method::Snapshots | Method::Export(_) | Method::Copy => whole("tar"),
            Method::None(_) => Vec::new(),
        };
        // §5.3 of the specification names the folder after the program; a server of another name has one of its own.
        let named = method == Method::PgDump && service.name.as_str() == service.kind.name();
        let folder = if named { method.word() } else { service.name.as_str() };
        let (folder, host) = (format!("backups/{folder}"), service.host.clone()?);
        let source = Source { service: Some(service.name.clone()), host, method, folder, files };
        (!source.files.is_empty()).then_some(source)
    }

    fn database_files(&self, server: &ServiceName) -> Vec<DumpFile> {
        let databases = self.databases.iter().filter(|database| database.server == *server);
        let file = |name: &DatabaseName| DumpFile {
            stem: name.to_string(),
            extension: "dump",
            database: Some(name.clone()),
        };
        databases.map(|database| file(&database.name)).collect()
    }

    /// What Zerobyte pulls of an environment, in the order of the jobs.
    pub fn pulls(&self, environment: &EnvironmentName) -> Vec<Pull<'_>> {
        let Some((environment, _)) = self.stack.environments.get_key_value(environment) else {
            return Vec::new();
        };
        if !self.is_backed_up(environment) {
            return Vec::new();
        }
        let sources = self.backup_sources(environment);
        self.jobs().filter_map(|(name, job)| self.pull(environment, &sources, name, job)).collect()
    }

    fn pull<'a>(
        &'a self,
        environment: &'a EnvironmentName,
        sources: &[Source],
        name: &'a JobName,
        job: &'a Job,
    ) -> Option<Pull<'a>> {
        let host = if job.source == JobSource::Configs { Some(self.host_of_configs(job)?) } else { None };
        let source = sources
            .iter()
            .find(|source| source.name() == job.source && host.is_none_or(|host| *host == source.host))?;
        let zerobyte = self.zerobyte()?;
        Some(Pull {
            name,
            job,
            environment,
            at: job.at.get(environment)?,
            keep: zerobyte.keep_of(job),
            source: source.clone(),
            restic_repository: self.restic_repository(environment, &job.into),
        })
    }
}
