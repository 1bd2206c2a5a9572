//! The order in which services start: in layers, each of which waits for those before it.

use super::{Resolved, ResolvedService};
use crate::value::ServiceName;
use std::collections::BTreeSet;

impl Resolved {
    /// The services in layers: a service stands in the first layer that is behind everything it waits for. Within a
    /// layer they keep the order of `stack.yml`. Services that wait for each other in a circle, which no checked stack
    /// has, come last.
    pub fn start_layers(&self) -> Vec<Vec<&ResolvedService>> {
        let mut layers = Vec::new();
        let mut placed: BTreeSet<&ServiceName> = BTreeSet::new();
        let mut waiting: Vec<&ResolvedService> = self.services.values().collect();
        while !waiting.is_empty() {
            let ready = |service: &&ResolvedService| {
                let mut servers = service.start_after.keys();
                servers.all(|server| placed.contains(server) || !self.services.contains_key(server))
            };
            let (layer, rest): (Vec<_>, Vec<_>) = waiting.iter().copied().partition(ready);
            if layer.is_empty() {
                layers.push(rest);
                break;
            }
            placed.extend(layer.iter().map(|service| &service.name));
            layers.push(layer);
            waiting = rest;
        }
        layers
    }

    /// The services, each behind everything that it waits for.
    pub fn in_start_order(&self) -> impl Iterator<Item = &ResolvedService> {
        self.start_layers().into_iter().flatten()
    }
}
