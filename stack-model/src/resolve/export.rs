//! `MachineExport`: what a machine lays out in the bucket of raw exports. It follows from what the machine dumps.

use super::{Resolved, Source};
use crate::{
    KeyPath,
    stack::Export,
    value::{BucketName, EnvironmentName, HostName},
};

/// What a machine lays out as plain files, in one environment: the newest file of each source, and its `MANIFEST`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct MachineExport<'a> {
    /// As written.
    pub export: &'a Export,
    /// The machine.
    pub host: HostName,
    /// The bucket of this environment.
    pub bucket: &'a BucketName,
    /// What is laid out: sources of that machine alone. Never empty.
    pub sources: Vec<Source>,
}

impl MachineExport<'_> {
    /// Where it stands in `stack.yml`.
    pub fn path() -> KeyPath {
        KeyPath::root().key("backups").key("export")
    }

    /// Where the machine's folders are: the bucket and, below it, the machine, such as `vpai-shared/vps`.
    pub fn target(&self) -> String {
        format!("{}/{}", self.bucket, self.host)
    }

    /// The folder of a source, such as `vpai-shared/vps/pg_dump`. It has the files and the `MANIFEST` of the source's folder
    /// on the machine, under the same names, but for what is not the newest.
    pub fn folder(&self, source: &Source) -> String {
        format!("{}/{}", self.target(), source.folder.trim_start_matches("backups/"))
    }
}

impl Resolved {
    /// What is written of the raw export.
    pub fn export(&self) -> Option<&Export> {
        self.backups().and_then(|backups| backups.export.as_ref())
    }

    /// What each machine of an environment lays out, in the order of the machines. Nothing where the environment is not
    /// backed up, or has no bucket.
    pub fn machine_exports(&self, environment: &EnvironmentName) -> Vec<MachineExport<'_>> {
        let Some(export) = self.export().filter(|_| self.is_backed_up(environment)) else {
            return Vec::new();
        };
        let Some(bucket) = export.bucket.get(environment) else { return Vec::new() };
        let mut sources = self.backup_sources(environment);
        let meant = |source: &Source| match &source.service {
            Some(service) => export.sources.is_empty() || export.sources.contains(service),
            // Settings are generated: nobody is filled from them.
            None => false,
        };
        sources.retain(meant);
        let machine_export = |host: &HostName| {
            let own: Vec<Source> = sources.iter().filter(|source| source.host == *host).cloned().collect();
            (!own.is_empty()).then(|| MachineExport { export, host: host.clone(), bucket, sources: own })
        };
        self.deployed_hosts().filter_map(machine_export).collect()
    }
}
