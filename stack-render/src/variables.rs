//! `Variables`: what `group_vars` holds: every number and name that a template refers to, written once.

use crate::{
    config::Config,
    scalar::{Reader, Scalar},
    yaml::Yaml,
};
use indexmap::IndexMap;
use stack_model::{
    CheckedService, CheckedStack, DeploymentName, NetworkName, ServiceName, catalogue::Kind, resolve::Part,
    stack::PerEnv,
};

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

/// A variable's value: plain data, without references.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Datum {
    Text(String),
    Bool(bool),
}

impl Datum {
    fn yaml(&self) -> Yaml {
        match self {
            Self::Text(text) => Yaml::text(text.as_str()),
            Self::Bool(value) => Yaml::Bool(*value),
        }
    }

    fn template_value(&self) -> minijinja::Value {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::Bool(value) => (*value).into(),
        }
    }
}

impl From<String> for Datum {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

#[derive(Debug, Clone, PartialEq)]
struct Variable {
    group: Group,
    about: String,
    value: PerEnv<Datum>,
}

/// Every variable, by name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Variables(IndexMap<String, Variable>);

impl Variables {
    /// The variables of a stack.
    pub(crate) fn of(stack: &CheckedStack, configs: &IndexMap<ServiceName, Config>) -> Self {
        let mut variables = Self::default();
        let project = stack.project();
        let name = Datum::Text(project.name.to_string());
        variables.all(
            Group::Main,
            "project_name",
            "what containers, networks and folders are named after",
            name,
        );
        let folder = Datum::Text(format!("/opt/{}", project.name));
        variables.all(Group::Main, "stack_dir", "the folder of the stack on its machine", folder);
        let logins = Datum::Text(format!("/opt/{}/.docker", project.name));
        let about = "where logins of registries are looked for; one on the machine that has expired would block public images too";
        variables.all(Group::Main, "stack_docker_config", about, logins);
        let about = "whether containers are started; false where no image can be had, as in a test of the machine alone";
        variables.all(Group::Main, "stack_start", about, Datum::Bool(true));
        variables.add_environments(stack, configs);
        variables.add_networks(stack);
        variables.add_services(stack);
        variables
    }

    /// A value that no environment changes.
    pub(crate) fn all(
        &mut self,
        group: Group,
        name: impl Into<String>,
        about: impl Into<String>,
        value: Datum,
    ) {
        self.0.insert(name.into(), Variable { group, about: about.into(), value: PerEnv::All(value) });
    }

    /// A value for each environment; written once where they agree.
    pub(crate) fn each(
        &mut self,
        group: Group,
        name: impl Into<String>,
        about: impl Into<String>,
        values: IndexMap<DeploymentName, Datum>,
    ) {
        let first = values.values().next().cloned();
        let value = match first {
            Some(first) if values.values().all(|value| *value == first) => PerEnv::All(first),
            _ => PerEnv::Each(values),
        };
        self.0.insert(name.into(), Variable { group, about: about.into(), value });
    }

    fn add_environments(&mut self, stack: &CheckedStack, configs: &IndexMap<ServiceName, Config>) {
        let resolved = stack.resolved();
        let each = |value: &dyn Fn(&stack_model::stack::Deployment) -> Datum| {
            resolved.deployments().map(|(name, deployment)| (name.clone(), value(deployment))).collect()
        };
        let names = resolved.deployments().map(|(name, _)| (name.clone(), Datum::Text(name.identifier())));
        let about = "the environment that the machine belongs to; a vault of another is refused";
        self.each(Group::Main, "stack_environment", about, names.collect());
        let domains = each(&|deployment| Datum::Text(deployment.domain.to_string()));
        self.each(Group::Main, "domain_name", "the domain that every route is below", domains);
        let mut profiles: Vec<_> = resolved.services.values().flat_map(|service| &service.profiles).collect();
        profiles.sort();
        profiles.dedup();
        let active = |deployment: &stack_model::stack::Deployment| {
            let active = profiles.iter().filter(|profile| !deployment.without.contains(profile));
            Datum::Text(active.map(|profile| profile.as_str()).collect::<Vec<_>>().join(","))
        };
        self.each(Group::Main, "compose_profiles", "the compose profiles that are started", each(&active));
        // A service without folders, files, routes and calls of Docker is asked for by nothing but compose, which reads the
        // profiles.
        let asked = |service: &&CheckedService| {
            let routed = stack.routes().iter().any(|route| route.to.as_ref() == Some(&service.name));
            let reads_docker = stack.servers_of(service).any(|(_, server)| server.kind == Kind::Socketproxy);
            routed || reads_docker || !service.volumes.is_empty() || !configs[&service.name].files.is_empty()
        };
        for service in stack.services().filter(|service| !service.profiles.is_empty()).filter(asked) {
            let name = format!("{}_enabled", service.name.identifier());
            let about = format!("whether {} runs", service.name);
            self.each(Group::Main, name, about, each(&|deployment| Datum::Bool(service.runs_in(deployment))));
        }
    }

    fn add_networks(&mut self, stack: &CheckedStack) {
        for (name, network) in stack.networks() {
            let variable = network_subnet(name.as_str());
            let subnet = Datum::Text(network.subnet.to_string());
            self.all(Group::Docker, variable, format!("the subnet of the network {name}"), subnet);
            for proxy in stack.services() {
                if kept_networks(stack, proxy).contains(&name) {
                    let address = network.subnet.last_host().to_string();
                    let about = format!("the address that {} keeps on the network {name}", proxy.name);
                    self.all(Group::Docker, kept_address(proxy, name), about, Datum::Text(address));
                }
            }
        }
    }

    fn add_services(&mut self, stack: &CheckedStack) {
        let environments: Vec<&DeploymentName> =
            stack.resolved().deployments().map(|(name, _)| name).collect();
        let each = |value: &dyn Fn(&DeploymentName) -> String| {
            environments
                .iter()
                .map(|name| ((*name).clone(), Datum::Text(value(name))))
                .collect::<IndexMap<_, _>>()
        };
        for service in stack.services() {
            let name = service.name.identifier();
            let image = each(&|environment| service.image(environment).to_string());
            let about = |what: &str| format!("{what} of {}", service.name);
            self.each(Group::Versions, format!("{name}_image"), about("the image"), image);
            let memory = each(&|environment| service.memory(environment).to_string());
            self.each(Group::Docker, format!("{name}_memory_limit"), about("the memory limit"), memory);
            if service.has_reservation() {
                let reservation = each(&|environment| {
                    service.reservation(environment).map_or_else(|| "0M".into(), |size| size.to_string())
                });
                let about = about("the memory reservation");
                self.each(Group::Docker, format!("{name}_memory_reservation"), about, reservation);
            }
            let cpus = each(&|environment| service.cpus(environment).to_string());
            self.each(Group::Docker, format!("{name}_cpu_limit"), about("the CPU limit"), cpus);
            for part in service
                .environment
                .values()
                .chain(&service.command)
                .flat_map(stack_model::resolve::Text::parts)
            {
                if let Part::Varying { name: suffix, values } = part {
                    let values =
                        values.iter().map(|(name, value)| (name.clone(), Datum::Text(value.clone())));
                    let about = about(&suffix.replace('_', " "));
                    self.each(Group::Docker, format!("{name}_{suffix}"), about, values.collect());
                }
            }
        }
    }

    /// The names, with what each is, and its type in Ansible's words.
    pub(crate) fn names(&self) -> impl Iterator<Item = (&str, &str, &'static str)> {
        let kind = |variable: &Variable| {
            let first = match &variable.value {
                PerEnv::All(value) => Some(value),
                PerEnv::Each(values) => values.values().next(),
            };
            if matches!(first, Some(Datum::Bool(_))) { "bool" } else { "str" }
        };
        self.0.iter().map(move |(name, variable)| (name.as_str(), variable.about.as_str(), kind(variable)))
    }

    /// The variables of `group_vars/all/<file>`: those that are the same everywhere.
    pub(crate) fn common(&self, group: Group) -> Yaml {
        let entries = self.0.iter().filter_map(|(name, variable)| match &variable.value {
            PerEnv::All(value) if variable.group == group => Some((name.clone(), value.yaml())),
            _ => None,
        });
        Yaml::Map(entries.collect())
    }

    /// The variables of `group_vars/<environment>/main.yml`: those that differ.
    pub(crate) fn special(&self, environment: &DeploymentName) -> Yaml {
        let entries = self.0.iter().filter_map(|(name, variable)| match &variable.value {
            PerEnv::Each(values) => Some((name.clone(), values.get(environment)?.yaml())),
            PerEnv::All(_) => None,
        });
        Yaml::Map(entries.collect())
    }

    /// The values in one environment, as templates see them.
    pub(crate) fn values(&self, environment: &DeploymentName) -> minijinja::Value {
        let entries = self.0.iter().filter_map(|(name, variable)| {
            Some((name.clone(), variable.value.get(environment)?.template_value()))
        });
        entries.collect::<std::collections::BTreeMap<_, _>>().into()
    }
}

/// The variable that holds a network's subnet.
pub(crate) fn network_subnet(network: &str) -> String {
    format!("docker_network_{}_subnet", network.replace('-', "_"))
}

/// The networks on which a proxy keeps its address, because a service behind it must know who asks.
///
/// Docker hands addresses out from the low end, so the last one of a network is free to be kept.
pub(crate) fn kept_networks<'a>(stack: &CheckedStack, proxy: &'a CheckedService) -> Vec<&'a NetworkName> {
    let asks = |service: &&CheckedService| {
        let routed = stack.routes().iter().any(|route| route.to.as_ref() == Some(&service.name));
        service.kind == Kind::Openclaw && service.host() == proxy.host() && routed
    };
    let asking: Vec<&CheckedService> = stack.services().filter(asks).collect();
    let shared = |network: &&NetworkName| asking.iter().any(|service| service.networks.contains(network));
    proxy.networks.iter().filter(|_| proxy.kind == Kind::Caddy).filter(shared).collect()
}

/// The variable that holds the address that a proxy keeps on a network.
pub(crate) fn kept_address(proxy: &CheckedService, network: &NetworkName) -> String {
    format!("{}_{}_address", proxy.name.identifier(), network.identifier())
}

/// The variable that says whether a service runs, if that depends on a profile.
pub(crate) fn enabled(service: &CheckedService) -> Option<String> {
    (!service.profiles.is_empty()).then(|| format!("{}_enabled", service.name.identifier()))
}

/// The name of a container, volume or network: the project's, then its own.
pub(crate) fn prefixed(name: &str) -> Scalar {
    debug_assert_eq!(Scalar::literal(name).print(Reader::Plain), name, "names need no escaping");
    Scalar::variable("project_name").and(format!("_{name}"))
}
