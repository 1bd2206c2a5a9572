//! `ResticRepository`: a repository of one environment, in a bucket of its own.

use super::{RepositoryKeys, Resolved};
use crate::{
    stack::Repository,
    value::{BucketName, EnvironmentName, RepositoryName},
};

/// A repository of one environment: what is written once for all of them, and the bucket that it has there.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct ResticRepository<'a> {
    /// The environment.
    pub environment: &'a EnvironmentName,
    /// The name of the repository.
    pub name: &'a RepositoryName,
    /// As written.
    pub repository: &'a Repository,
    /// Its bucket there.
    pub bucket: &'a BucketName,
}

impl ResticRepository<'_> {
    /// Where it is, in the words of restic.
    pub fn url(&self) -> String {
        format!("s3:{}/{}", self.repository.endpoint, self.bucket)
    }

    /// What opens it.
    pub fn keys(&self) -> RepositoryKeys {
        RepositoryKeys::of(self.name)
    }
}

impl Resolved {
    /// The repositories that have a bucket in an environment, in the order of the file. None where nothing is backed up.
    pub fn restic_repositories(&self, environment: &EnvironmentName) -> Vec<ResticRepository<'_>> {
        let restic_repositories =
            self.repositories().filter_map(|(name, _)| self.restic_repository(environment, name));
        restic_repositories.collect()
    }

    /// The repository of that name in an environment, if it is declared and has a bucket there, and the environment is backed up.
    pub fn restic_repository(
        &self,
        environment: &EnvironmentName,
        name: &RepositoryName,
    ) -> Option<ResticRepository<'_>> {
        let (environment, _) = self.stack.environments.get_key_value(environment)?;
        let (name, repository) = self.zerobyte()?.repositories.get_key_value(name)?;
        let bucket = repository.bucket.get(environment).filter(|_| self.is_backed_up(environment))?;
        Some(ResticRepository { environment, name, repository, bucket })
    }
}
