//! The configuration files of a service: what its application renders, and its variables.

mod effect;
pub(crate) mod environment;

pub(crate) use effect::Effect;

use crate::{
    applications::Renderer,
    artefact::Consumer,
    engine::{Engine, RenderError},
    variables::Variables,
};
use indexmap::IndexMap;
use minijinja::ErrorKind;
use stack_model::{CheckedService, CheckedStack, ServiceName};

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
    /// The program that reads it.
    pub(crate) consumer: Consumer,
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
    /// A file that the definition of the application names.
    pub(crate) fn file(&self, name: &str, text: String) -> Result<ConfigFile, RenderError> {
        let files = self.service.application.files;
        let fact = files.iter().find(|fact| fact.matches(name)).ok_or_else(|| {
            let why = format!("the definition of `{}` names no file `{name}`", self.service.kind);
            RenderError::new(name, &minijinja::Error::new(ErrorKind::InvalidOperation, why))
        })?;
        Ok(ConfigFile {
            template: template_name(self.service, name),
            destination: fact.destination(name, self.service.name.as_str()),
            text,
            executable: fact.executable,
            effect: fact.applied.into(),
            consumer: Consumer::Application(self.service.kind.name(), fact.name),
        })
    }

    /// A file rendered from the stage-1 template of the same name.
    pub(crate) fn render(&self, name: &str, view: &minijinja::Value) -> Result<ConfigFile, RenderError> {
        let path = format!("configs/{}/{name}.j2", self.service.kind);
        self.file(name, self.engine.render(&path, view)?)
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
    let Some(renderer) = Renderer::of(context.service.kind) else {
        return Ok(Config { files: environment::file(context).into_iter().collect(), mounts: Vec::new() });
    };
    let mut files = (renderer.files)(context)?;
    let name = context.service.name.as_str();
    let mounts = context.service.application.mounts.iter().map(|mount| ConfigMount {
        source: mount.source.replace("<service>", name),
        target: mount.target.into(),
    });
    let holds = |mount: &ConfigMount, file: &ConfigFile| {
        file.destination
            .strip_prefix(&mount.source)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let mounts: Vec<ConfigMount> =
        mounts.filter(|mount| files.iter().any(|file| holds(mount, file))).collect();
    for file in &mut files {
        // Docker mounts what the name stood for when the container was made; a file that is replaced is another one.
        if mounts.iter().any(|mount| mount.source == file.destination) {
            file.effect = Effect::Recreate;
        }
    }
    files.extend(environment::file(context));
    Ok(Config { files, mounts })
}

/// Adds the variables that configurations refer to beyond those of every service.
pub(crate) fn add_variables(stack: &CheckedStack, variables: &mut Variables) {
    for service in stack.services() {
        if let Some(renderer) = Renderer::of(service.kind) {
            (renderer.variables)(stack, service, variables);
        }
    }
}
