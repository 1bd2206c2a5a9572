//! `Index`: which routes, proxies and databases belong to whom, looked up once, so that no question walks all of them.

use super::{ResolvedDatabase, ResolvedService};
use crate::{
    catalogue::Interface,
    stack::{Route, Stack},
    value::ServiceName,
};
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// Positions in the lists of a resolved stack.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    /// The routes that lead to a service.
    to: BTreeMap<ServiceName, Vec<usize>>,
    /// The routes of a site, by its label; none for the domain itself.
    site: BTreeMap<Option<String>, Vec<usize>>,
    /// The proxies, in the order of the file.
    proxies: Vec<ServiceName>,
    /// The databases of a server.
    on: BTreeMap<ServiceName, Vec<usize>>,
    /// The databases that a service is a client of.
    of: BTreeMap<ServiceName, Vec<usize>>,
}

impl Index {
    pub(super) fn new(
        stack: &Stack,
        services: &IndexMap<ServiceName, ResolvedService>,
        databases: &[ResolvedDatabase],
    ) -> Self {
        let mut index = Self::default();
        for (position, route) in stack.routes.iter().enumerate() {
            if let Some(to) = &route.to {
                index.to.entry(to.clone()).or_default().push(position);
            }
            index.site.entry(route.at.label().map(str::to_owned)).or_default().push(position);
        }
        for (position, database) in databases.iter().enumerate() {
            index.on.entry(database.server.clone()).or_default().push(position);
            for client in &database.clients {
                index.of.entry(client.clone()).or_default().push(position);
            }
        }
        let proxies = services.values().filter(|service| service.kind.speaks(Interface::HttpProxy));
        index.proxies = proxies.map(|proxy| proxy.name.clone()).collect();
        index
    }
}

fn positions<'a, K: Ord + ?Sized, B: Ord + std::borrow::Borrow<K>>(
    map: &'a BTreeMap<B, Vec<usize>>,
    key: &K,
) -> impl Iterator<Item = usize> + use<'a, K, B> {
    map.get(key).into_iter().flatten().copied()
}

impl super::Resolved {
    /// The routes that lead to a service, with their positions.
    pub fn routes_to(&self, service: &ServiceName) -> impl Iterator<Item = (usize, &Route)> {
        positions(&self.index.to, service).filter_map(|at| Some((at, self.stack.routes.get(at)?)))
    }

    /// The routes of the site that a route belongs to, itself among them.
    pub(crate) fn routes_of_site(&self, route: &Route) -> impl Iterator<Item = &Route> {
        let label = route.at.label().map(str::to_owned);
        positions(&self.index.site, &label).filter_map(|at| self.stack.routes.get(at))
    }

    /// The proxies, in the order of the file.
    pub(crate) fn proxies(&self) -> impl Iterator<Item = &ResolvedService> {
        self.index.proxies.iter().filter_map(|name| self.services.get(name))
    }

    /// The databases of a server.
    pub fn databases_on(&self, server: &ServiceName) -> impl Iterator<Item = &ResolvedDatabase> {
        positions(&self.index.on, server).filter_map(|at| self.databases.get(at))
    }

    /// The databases that a service is a client of.
    pub fn databases_of(&self, client: &ServiceName) -> impl Iterator<Item = &ResolvedDatabase> {
        positions(&self.index.of, client).filter_map(|at| self.databases.get(at))
    }
}
