//! What is done on the machine of Zerobyte beside its jobs: `StateOf`, the copy of what it knows, and `Archived`, a repository that
//! is copied to another machine.

use super::{Resolved, ResticRepository};
use crate::{
    stack::{Archive, Plane, StateCopy},
    value::{Cron, Duration, EnvironmentName},
};
use std::net::IpAddr;

/// The copy of what Zerobyte knows.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct StateOf<'a> {
    /// As written.
    pub copy: &'a StateCopy,
    /// Where it goes.
    pub restic_repository: ResticRepository<'a>,
}

/// A repository of one environment that is copied to another machine.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Archived<'a> {
    /// As written.
    pub archive: &'a Archive,
    /// What is copied.
    pub restic_repository: ResticRepository<'a>,
}

impl Archived<'_> {
    /// The folder of the copy on the other machine. No name has a `/`, so no two copies share one.
    pub fn folder(&self) -> String {
        format!(
            "{}/{}/{}",
            self.archive.path, self.restic_repository.environment, self.restic_repository.name
        )
    }
}

impl Archive {
    /// When it is looked whether the newest copies are young enough. An archive runs too rarely for a monitor to wait for it
    /// ([`crate::stack::UptimeKuma::LONGEST_SILENCE`]), so it is not the copying that reports.
    pub fn watched_at() -> Cron {
        Cron::new("27 */6 * * *").expect("the constant is a schedule")
    }
}

impl Resolved {
    /// How old the newest snapshot of a copy is at most while nothing fails, in whole minutes: the copy of a snapshot keeps its time,
    /// and the newest that there is to copy is as old as what comes most often into the repository lets it be.
    pub fn max_age_of_copy(&self, archived: &Archived<'_>) -> Duration {
        let ResticRepository { environment, name, .. } = archived.restic_repository;
        let pulls = self.pulls(environment).into_iter();
        let pulls = pulls.filter(|pull| pull.job.into == *name);
        let state = self.state_of(environment).filter(|one| one.copy.into == *name);
        let snapshots = pulls
            .map(|pull| pull.at.schedule().max_age(pull.job.window()))
            .chain(state.map(|one| one.copy.at.schedule().max_age(one.copy.within)));
        let Archive { at, within, .. } = archived.archive;
        at.schedule().max_age(*within) + snapshots.min().unwrap_or(Duration::from_seconds(0))
    }

    /// What is written of the archive.
    pub fn archive(&self) -> Option<&Archive> {
        self.zerobyte().and_then(|zerobyte| zerobyte.archive.as_ref())
    }

    /// The environment whose bucket the copy of Zerobyte's state goes into; none if none is backed up.
    pub(crate) fn state_environment(&self) -> Option<&EnvironmentName> {
        let state = &self.zerobyte()?.state;
        let first = self.stack.environments.keys().find(|environment| self.is_backed_up(environment));
        state.environment.as_ref().or(first)
    }

    /// The copy of what Zerobyte knows, if it goes into a bucket of this environment.
    pub fn state_of(&self, environment: &EnvironmentName) -> Option<StateOf<'_>> {
        let copy = &self.zerobyte()?.state;
        let environment = self.state_environment().filter(|known| *known == environment)?;
        Some(StateOf { copy, restic_repository: self.restic_repository(environment, &copy.into)? })
    }

    /// The repositories of an environment that are copied to another machine, in the order of the file.
    pub fn archived(&self, environment: &EnvironmentName) -> Vec<Archived<'_>> {
        let Some(archive) = self.archive() else { return Vec::new() };
        let meant = |restic_repository: &ResticRepository<'_>| {
            archive.repositories.is_empty() || archive.repositories.contains(restic_repository.name)
        };
        let restic_repositories = self.restic_repositories(environment).into_iter().filter(meant);
        restic_repositories.map(|restic_repository| Archived { archive, restic_repository }).collect()
    }

    /// Where the machine of the archive is reached in an environment: on the VPN.
    pub fn archive_address(&self, environment: &EnvironmentName) -> Option<IpAddr> {
        let host = self.stack.hosts.get(&self.archive()?.host)?;
        host.addresses.on(Plane::Mesh)?.get(environment).copied()
    }
}
