//! Images that are built on a machine, and who watches what they are built from.

use super::{ResolvedService, Text};
use crate::{
    catalogue::Kind,
    value::{EnvName, ServiceName},
};
use indexmap::IndexMap;

/// The folder whose `images.yml` names images that no container has (DIUN 4.33, docs/providers/file.md).
pub const WATCHED_FOLDER: &str = "/etc/diun";

/// Tells each watcher of the file, where there is something to watch.
pub(super) fn tell_watchers(services: &mut IndexMap<ServiceName, ResolvedService>) {
    let name = EnvName::new("DIUN_PROVIDERS_FILE_FILENAME").expect("it is a variable's name");
    let watchers = services.values().filter(|service| service.kind == Kind::Diun);
    let watchers = watchers.filter(|watcher| beside(services, watcher).next().is_some());
    for watcher in watchers.map(|watcher| watcher.name.clone()).collect::<Vec<_>>() {
        services[&watcher]
            .environment
            .entry(name.clone())
            .or_insert_with(|| Text::literal(format!("{WATCHED_FOLDER}/images.yml")));
    }
}

fn beside<'a>(
    services: &'a IndexMap<ServiceName, ResolvedService>,
    service: &'a ResolvedService,
) -> impl Iterator<Item = &'a ResolvedService> {
    services.values().filter(|other| other.host == service.host && other.has_own_image())
}
