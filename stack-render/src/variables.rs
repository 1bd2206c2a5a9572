//! `Variables`: what `group_vars` holds: every number and name that a template refers to, declared once.

mod datum;
mod network;
mod service;
mod stack;
mod var;

pub use datum::{Datum, Typed};
pub(crate) use network::{kept_address, kept_networks, network_subnet};
pub(crate) use service::{condition, cpu_limit, derived, enabled, image, memory_limit, memory_reservation};
pub(crate) use stack::{COMPOSE_PROFILES, DOMAIN_NAME, PROJECT_NAME, STACK_DIR, STACK_START, prefixed};
pub use var::Var;

use crate::yaml::Yaml;
use indexmap::IndexMap;
use stack_model::{CheckedStack, EnvironmentName, ServiceName, stack::PerEnv};

/// The file of `group_vars/all/` that a variable stands in when it is the same everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    /// `main.yml`.
    Main,
    /// `versions.yml`: images.
    Versions,
    /// `docker.yml`: engine, networks, limits.
    Docker,
}

impl Group {
    pub(crate) const ALL: [Self; 3] = [Self::Main, Self::Versions, Self::Docker];

    pub(crate) const fn file(self) -> &'static str {
        match self {
            Self::Main => "main.yml",
            Self::Versions => "versions.yml",
            Self::Docker => "docker.yml",
        }
    }
}

/// A value for each environment of the stack.
pub(crate) fn by_environment<T>(
    stack: &CheckedStack,
    value: impl Fn(&EnvironmentName) -> T,
) -> IndexMap<EnvironmentName, T> {
    let environments = stack.resolved().deployments().map(|(name, _)| name);
    environments.map(|name| (name.clone(), value(name))).collect()
}

/// What is declared of a variable.
#[derive(Debug, Clone, PartialEq)]
struct Declaration {
    group: Group,
    about: String,
    value: PerEnv<Datum>,
}

/// Every variable, by name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Variables(IndexMap<String, Declaration>);

impl Variables {
    /// The variables of a stack; `has_files` says of which services files are written.
    pub(crate) fn of(stack: &CheckedStack, has_files: impl Fn(&ServiceName) -> bool) -> Self {
        let mut variables = Self::default();
        stack::declare(stack, &mut variables);
        service::declare_enabled(stack, has_files, &mut variables);
        network::declare(stack, &mut variables);
        service::declare(stack, &mut variables);
        variables
    }

    /// Declares a variable with a value that no environment changes.
    pub(crate) fn all<T: Typed>(
        &mut self,
        group: Group,
        variable: &Var<T>,
        about: impl Into<String>,
        value: T,
    ) {
        self.declare(variable, Declaration { group, about: about.into(), value: PerEnv::All(value.into()) });
    }

    /// Declares a variable with a value for each environment; it is written once where they agree.
    pub(crate) fn each<T: Typed>(
        &mut self,
        group: Group,
        variable: &Var<T>,
        about: impl Into<String>,
        values: impl IntoIterator<Item = (EnvironmentName, T)>,
    ) {
        let values: IndexMap<EnvironmentName, Datum> =
            values.into_iter().map(|(environment, value)| (environment, value.into())).collect();
        let first = values.values().next().cloned();
        let value = match first {
            Some(first) if values.values().all(|value| *value == first) => PerEnv::All(first),
            _ => PerEnv::Each(values),
        };
        self.declare(variable, Declaration { group, about: about.into(), value });
    }

    fn declare<T: Typed>(&mut self, variable: &Var<T>, declaration: Declaration) {
        let previous = self.0.insert(variable.name().to_owned(), declaration);
        debug_assert!(previous.is_none(), "{variable:?} is declared once");
    }

    /// The names, with what each is, and its type in Ansible's words.
    pub(crate) fn names(&self) -> impl Iterator<Item = (&str, &str, &'static str)> {
        let kind = |declared: &Declaration| declared.value.any().map_or("str", Datum::ansible_type);
        self.0.iter().map(move |(name, declared)| (name.as_str(), declared.about.as_str(), kind(declared)))
    }

    /// The variables of `group_vars/all/<file>`: those that are the same everywhere.
    pub(crate) fn common(&self, group: Group) -> Yaml {
        let entries = self.0.iter().filter_map(|(name, declared)| match &declared.value {
            PerEnv::All(value) if declared.group == group => Some((name.clone(), value.yaml())),
            PerEnv::All(_) | PerEnv::Each(_) => None,
        });
        Yaml::Map(entries.collect())
    }

    /// The variables of `group_vars/<environment>/main.yml`: those that differ.
    pub(crate) fn special(&self, environment: &EnvironmentName) -> Yaml {
        let entries = self.0.iter().filter_map(|(name, declared)| match &declared.value {
            PerEnv::Each(values) => Some((name.clone(), values.get(environment)?.yaml())),
            PerEnv::All(_) => None,
        });
        Yaml::Map(entries.collect())
    }

    /// The value of a variable in one environment; none if it is not declared there.
    pub(crate) fn value<T: Typed>(&self, variable: &Var<T>, environment: &EnvironmentName) -> Option<T> {
        T::of(self.0.get(variable.name())?.value.get(environment)?)
    }

    /// The values in one environment, as templates see them.
    pub(crate) fn values(&self, environment: &EnvironmentName) -> minijinja::Value {
        let entries = self.0.iter().filter_map(|(name, declared)| {
            Some((name.clone(), declared.value.get(environment)?.template_value()))
        });
        entries.collect::<std::collections::BTreeMap<_, _>>().into()
    }
}
