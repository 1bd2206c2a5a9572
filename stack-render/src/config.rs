//! The configuration files of each application, one module an application that has any.

mod alloy;
mod caddy;
mod diun;
mod effect;
pub(crate) mod environment;
mod grafana;
mod litellm;
mod loki;
mod openclaw;
mod postgresql;
mod qdrant;
mod redis;
mod socketproxy;

pub(crate) use effect::Effect;

use crate::{
    engine::{Engine, RenderError},
    variables::Variables,
};
use indexmap::IndexMap;
use stack_model::{CheckedService, CheckedStack, ServiceName, catalogue::Kind};

/// A configuration file of a service: a template in the Ansible tree, a file beside the compose file.
#[derive(Debug, Clone)]
pub(crate) struct ConfigFile {
    /// The template's name below its role's `templates/`, without `.j2`.
    pub(crate) template: String,
    /// The file, relative to the compose file.
    pub(crate) destination: String,
    /// The template, after stage 1.
    pub(crate) text: String,
    /// Whether it can be executed.
    pub(crate) executable: bool,
    /// What makes a change of it take effect.
    pub(crate) effect: Effect,
}

impl ConfigFile {
    /// The same file, of which a change takes effect in another way.
    fn with(self, effect: Effect) -> Self {
        Self { effect, ..self }
    }
}

/// A bind mount of configuration, always read-only.
#[derive(Debug, Clone)]
pub(crate) struct ConfigMount {
    /// The path beside the compose file.
    pub(crate) source: String,
    /// The path in the container.
    pub(crate) target: String,
}

/// What a service is configured with.
#[derive(Debug, Clone, Default)]
pub(crate) struct Config {
    pub(crate) files: Vec<ConfigFile>,
    pub(crate) mounts: Vec<ConfigMount>,
}

/// What a configuration is made from.
pub(crate) struct Context<'a> {
    pub(crate) stack: &'a CheckedStack,
    pub(crate) engine: &'a Engine,
    pub(crate) service: &'a CheckedService,
}

impl Context<'_> {
    /// The folder of the service's files, beside the compose file.
    fn folder(&self) -> String {
        format!("configs/{}", self.service.name)
    }

    /// A file in the service's folder.
    fn file(&self, name: &str, text: String) -> ConfigFile {
        ConfigFile {
            template: template_name(self.service, name),
            destination: format!("{}/{name}", self.folder()),
            text,
            executable: false,
            effect: Effect::Restart,
        }
    }

    /// A file rendered from the stage-1 template of the same name.
    fn render(&self, name: &str, view: &minijinja::Value) -> Result<ConfigFile, RenderError> {
        let path = format!("configs/{}/{name}.j2", self.service.kind);
        Ok(self.file(name, self.engine.render(&path, view)?))
    }

    /// A mount of a file or folder of the service.
    fn mount(&self, name: &str, target: &str) -> ConfigMount {
        let source = if name.is_empty() { self.folder() } else { format!("{}/{name}", self.folder()) };
        ConfigMount { source, target: target.into() }
    }
}

/// The name of a template below its role: the file's, unless two services of one kind would share it.
fn template_name(service: &CheckedService, file: &str) -> String {
    if service.name.as_str() == service.kind.name() {
        file.to_owned()
    } else {
        format!("{}/{file}", service.name)
    }
}

/// The configuration of every service.
pub(crate) fn of_all(
    stack: &CheckedStack,
    engine: &Engine,
) -> Result<IndexMap<ServiceName, Config>, RenderError> {
    stack
        .services()
        .map(|service| Ok((service.name.clone(), of(&Context { stack, engine, service })?)))
        .collect()
}

/// The configuration of a service.
pub(crate) fn of(context: &Context<'_>) -> Result<Config, RenderError> {
    let mut config = match context.service.kind {
        Kind::Alloy => alloy::config(context)?,
        Kind::Caddy => caddy::config(context)?,
        Kind::Diun => diun::config(context),
        Kind::Grafana => grafana::config(context)?,
        Kind::Litellm => litellm::config(context)?,
        Kind::Loki => loki::config(context)?,
        Kind::Openclaw => openclaw::config(context),
        Kind::Postgresql => postgresql::config(context)?,
        Kind::Qdrant => qdrant::config(context)?,
        Kind::Redis => redis::config(context)?,
        Kind::Socketproxy => socketproxy::config(context)?,
        Kind::Cadvisor | Kind::Container | Kind::Kaneo | Kind::N8n | Kind::Victoriametrics => {
            Config::default()
        }
    };
    for file in &mut config.files {
        // Docker mounts what the name stood for when the container was made; a file that is replaced is another one.
        if config.mounts.iter().any(|mount| mount.source == file.destination) {
            file.effect = Effect::Recreate;
        }
    }
    config.files.extend(environment::file(context));
    Ok(config)
}

/// Adds the variables that configurations refer to beyond those of every service.
pub(crate) fn add_variables(stack: &CheckedStack, variables: &mut Variables) {
    for service in stack.services() {
        match service.kind {
            Kind::Postgresql => postgresql::add_variables(stack, service, variables),
            Kind::Caddy => caddy::add_variables(stack, service, variables),
            Kind::Redis => redis::add_variables(stack, service, variables),
            _ => {}
        }
    }
}
