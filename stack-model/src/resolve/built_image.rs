//! Images that are built on a machine, and who watches what they are built from.

use super::{ResolvedService, Text};
use crate::value::{ServiceName, VariableName};
use indexmap::IndexMap;

/// Tells each watcher of the file, where there is something to watch.
pub(super) fn tell_watchers(services: &mut IndexMap<ServiceName, ResolvedService>) {
    let watchers = services.values().filter_map(|service| Some((service, service.application.image_list?)));
    let watchers = watchers.filter(|(watcher, _)| beside(services, watcher).next().is_some());
    for (watcher, list) in watchers.map(|(watcher, list)| (watcher.name.clone(), list)).collect::<Vec<_>>() {
        let name = VariableName::new(list.variable).expect("the catalogue spells variables right");
        services[&watcher].environment.entry(name).or_insert_with(|| Text::literal(list.path));
    }
}

fn beside<'a>(
    services: &'a IndexMap<ServiceName, ResolvedService>,
    service: &'a ResolvedService,
) -> impl Iterator<Item = &'a ResolvedService> {
    services.values().filter(|other| other.host == service.host && other.has_own_image())
}
