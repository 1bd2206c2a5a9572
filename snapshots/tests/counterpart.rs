//! `Counterparts`: the file of the reference stack that has the place of a file of another stack.

use stack_model::CheckedStack;
use stack_render::Tree;
use std::collections::BTreeMap;

/// The names that an author chose, and what a path says in their place.
pub(crate) struct Names {
    environments: Vec<String>,
    hosts: Vec<String>,
    /// The application of each service.
    applications: BTreeMap<String, &'static str>,
}

impl Names {
    pub(crate) fn of(stack: &CheckedStack) -> Self {
        let services = stack.hosts().flat_map(|(host, _)| stack.services_on(host));
        Self {
            environments: stack.sites().map(|site| site.environment.to_string()).collect(),
            hosts: stack.hosts().map(|(host, _)| host.to_string()).collect(),
            applications: services.map(|service| (service.name.to_string(), service.kind.name())).collect(),
        }
    }

    /// A path without environments and hosts, and with applications in the place of services.
    fn general(&self, path: &str) -> String {
        let known = |names: &[String], part: &str| names.iter().any(|name| name == part);
        let parts = path.split('/').map(|component| {
            let words = component
                .split('.')
                .filter(|word| !known(&self.environments, word) && !known(&self.hosts, word));
            let words = words.map(|word| self.applications.get(word).copied().unwrap_or(word));
            words.collect::<Vec<_>>().join(".")
        });
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
    }
}

/// The files of the reference stack, by path and by what is general in it.
pub(crate) struct Counterparts<'a> {
    tree: &'a Tree,
    general: BTreeMap<String, Vec<&'a str>>,
}

impl<'a> Counterparts<'a> {
    pub(crate) fn new(names: &Names, tree: &'a Tree) -> Self {
        let mut general: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (path, _) in tree.files() {
            general.entry(names.general(path.as_str())).or_default().push(path.as_str());
        }
        Self { tree, general }
    }

    /// The counterpart of a file: that of the same path, or else the first one of the same general path, if possible in a
    /// folder of the same environment.
    pub(crate) fn of(&self, names: &Names, path: &str) -> Option<(&'a str, &'a str)> {
        let candidates = self.general.get(&names.general(path)).map(Vec::as_slice).unwrap_or_default();
        let environment = path.split('/').find(|part| names.environments.iter().any(|name| name == part));
        let beside =
            |other: &&&str| environment.is_some_and(|name| other.split('/').any(|part| part == name));
        let same = candidates.iter().find(|other| **other == path);
        let other = same.or_else(|| candidates.iter().find(beside)).or_else(|| candidates.first())?;
        Some((other, self.tree.get(other)?))
    }
}
