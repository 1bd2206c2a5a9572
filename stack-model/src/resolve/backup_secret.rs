//! The secrets of backups: passwords of repositories, keys of buckets, the key of Zerobyte's API, the tokens of reports.

use super::{
    Resolved, ResolvedSecret,
    secret::{Asked, SecretOrigin, taken},
};
use crate::{
    KeyPath,
    catalogue::Change,
    stack::{Archive, Backups, Export, SecretCharset, UptimeKuma, Zerobyte},
    value::{EnvironmentName, RepositoryName, SecretName},
};

/// What opens a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RepositoryKeys {
    /// The password of restic.
    pub password: SecretName,
    /// The access key of the bucket.
    pub access_key: SecretName,
    /// The secret key of the bucket.
    pub secret_key: SecretName,
}

impl RepositoryKeys {
    /// Of a repository.
    pub fn of(repository: &RepositoryName) -> Self {
        let name = repository.identifier();
        Self {
            password: secret(format!("backup_{name}_password")),
            access_key: secret(format!("backup_{name}_access_key")),
            secret_key: secret(format!("backup_{name}_secret_key")),
        }
    }
}

/// What opens a bucket of plain files.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BucketKeys {
    /// Its access key.
    pub access_key: SecretName,
    /// Its secret key.
    pub secret_key: SecretName,
}

impl Export {
    /// What opens its bucket. No repository has secrets of these names.
    pub fn keys() -> BucketKeys {
        BucketKeys {
            access_key: secret("backups_export_access_key".into()),
            secret_key: secret("backups_export_secret_key".into()),
        }
    }
}

impl Archive {
    /// The secret that holds the password of the copies. No repository has one of this name.
    pub fn password() -> SecretName {
        secret("backups_archive_password".into())
    }
}

impl Backups {
    /// The secret that holds the key of Zerobyte's API.
    pub fn zerobyte_api_key() -> SecretName {
        secret("zerobyte_api_key".into())
    }
}

fn secret(name: String) -> SecretName {
    SecretName::new(name).expect("a repository's identifier stands inside of a secret's name")
}

/// Every secret of the backups.
fn secrets(backups: Option<&Backups>) -> Vec<Asked> {
    let Some(backups) = backups else { return Vec::new() };
    let path = KeyPath::root().key("backups");
    let mut asked = Vec::new();
    let mut ask = |name, origin, change, path: KeyPath, what: &str, about: &str| {
        // Keys of object stores may have `/` and `+`; those of Zerobyte have not.
        let charset = if origin == SecretOrigin::ProvidedPerEnvironment {
            SecretCharset::Base64
        } else {
            SecretCharset::UrlSafe
        };
        let description = format!("backups: {about} of {what}");
        let secret = ResolvedSecret { change, ..taken(charset, origin, description) };
        asked.push(Asked { name, secret, path, by: what.to_owned() });
    };
    // restic 0.19, doc/070_encryption.rst: a repository takes several passwords.
    let password = Change::FirstStart(
        "add the new one to the repository with `restic key add`, write it here, deploy, then take the old one out with `restic key remove`",
    );
    if backups.zerobyte.is_some() {
        let name = Backups::zerobyte_api_key();
        ask(
            name,
            SecretOrigin::ProvidedOnce,
            Change::Restart,
            Zerobyte::path(),
            "Zerobyte",
            "key of the API",
        );
    }
    if backups.export.is_some() {
        let BucketKeys { access_key, secret_key } = Export::keys();
        let (path, what) = (path.key("export"), "the raw export");
        ask(
            access_key,
            SecretOrigin::ProvidedPerEnvironment,
            Change::Restart,
            path.clone(),
            what,
            "access key of the bucket",
        );
        ask(
            secret_key,
            SecretOrigin::ProvidedPerEnvironment,
            Change::Restart,
            path,
            what,
            "secret key of the bucket",
        );
    }
    let zerobyte = backups.zerobyte.as_ref();
    if zerobyte.is_some_and(|zerobyte| zerobyte.archive.is_some()) {
        let path = Zerobyte::path().key("archive");
        ask(
            Archive::password(),
            SecretOrigin::Generated,
            password,
            path,
            "the archive",
            "password of the copies",
        );
    }
    for repository in zerobyte.into_iter().flat_map(|zerobyte| zerobyte.repositories.keys()) {
        let RepositoryKeys { password: word, access_key, secret_key } = RepositoryKeys::of(repository);
        let (path, what) = (Zerobyte::repository_path(repository), format!("the repository `{repository}`"));
        ask(word, SecretOrigin::Generated, password, path.clone(), &what, "password");
        ask(
            access_key,
            SecretOrigin::ProvidedPerEnvironment,
            Change::Restart,
            path.clone(),
            &what,
            "access key of the bucket",
        );
        ask(
            secret_key,
            SecretOrigin::ProvidedPerEnvironment,
            Change::Restart,
            path,
            &what,
            "secret key of the bucket",
        );
    }
    asked
}

impl Resolved {
    pub(super) fn ask_of_backups(&self, asked: &mut Vec<Asked>) {
        asked.extend(secrets(self.backups()));
    }

    /// The secrets that an environment's vault does not hold: tokens by which the machines of others report, and what opens the
    /// backups where nothing is backed up, or Uptime Kuma where nobody watches.
    pub fn foreign_secrets(&self, environment: &EnvironmentName) -> Vec<SecretName> {
        let others = self.deployments().map(|(other, _)| other).filter(|other| *other != environment);
        let tokens = others.flat_map(|other| self.heartbeats(other)).map(|heartbeat| heartbeat.token);
        let own: Vec<SecretName> =
            self.heartbeats(environment).into_iter().map(|heartbeat| heartbeat.token).collect();
        let mut foreign: Vec<SecretName> = tokens.filter(|token| !own.contains(token)).collect();
        let kuma = self.stack.monitoring.uptime_kuma.as_ref();
        if kuma.is_none_or(|kuma| !kuma.watches(environment)) {
            foreign.push(UptimeKuma::password());
        }
        if !self.is_backed_up(environment) {
            let BucketKeys { access_key, secret_key } = Export::keys();
            // Who is filled from an export opens it.
            let opened =
                if self.seed(environment).is_some() { vec![access_key, secret_key] } else { Vec::new() };
            let names = secrets(self.backups()).into_iter().map(|asked| asked.name);
            foreign.extend(names.filter(|name| !opened.contains(name)));
        }
        foreign
    }
}
