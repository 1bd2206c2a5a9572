//! `Settings`: what stands under `config:` of a service, typed by its application.

mod notify;
mod reference;
mod retention;

pub use notify::{Hook, Notify, Ntfy, Telegram};
pub(crate) use reference::Reference;
pub use retention::RetentionSettings;

use super::{Kind, SecretFact};
use crate::{Diagnostic, KeyPath, syntax::deserialize_kept, value::SecretName};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, de::DeserializeOwned};
use std::{
    any::{Any, TypeId},
    fmt,
    sync::Arc,
};

/// The settings of one application: a type of its own file. What is not said here, they do not do.
pub(crate) trait ApplicationSettings: Any + fmt::Debug + Send + Sync {
    /// Every secret that is named below `config`.
    fn references(&self, _config: &KeyPath) -> Vec<Reference<'_>> {
        Vec::new()
    }

    /// The secrets that a person named, and that reach the program under their own name.
    fn provider_keys(&self) -> Vec<&SecretName> {
        Vec::new()
    }

    /// Whether they make the program call the Internet.
    fn call_out(&self) -> bool {
        false
    }

    /// The secrets that a program has because of them, beside those of its kind.
    fn secrets(&self) -> &'static [SecretFact] {
        &[]
    }
}

/// The settings of a service.
#[derive(Debug, Clone)]
pub struct Settings(Arc<dyn ApplicationSettings>);

impl Settings {
    /// Types what is written under `config:` of a service of `kind`.
    ///
    /// # Errors
    /// Every value that does not fit, as findings below `path`.
    pub(crate) fn of(
        kind: Kind,
        config: Option<&serde_json::Value>,
        path: &KeyPath,
    ) -> Result<Self, Vec<Diagnostic>> {
        let empty = serde_json::Value::Object(serde_json::Map::new());
        (kind.application().settings.read)(config.unwrap_or(&empty), path)
    }

    /// The settings of a kind for which nothing, or nothing valid, is written.
    pub(crate) fn default_of(kind: Kind) -> Self {
        (kind.application().settings.default)()
    }

    /// The settings as a type, if the service's application has that type.
    pub fn get<T: Any>(&self) -> Option<&T> {
        let settings: &dyn Any = &*self.0;
        settings.downcast_ref()
    }

    /// Every secret that is named below `config`.
    pub(crate) fn references(&self, config: &KeyPath) -> Vec<Reference<'_>> {
        self.0.references(config)
    }

    /// The secrets that a person named in these settings, and that reach the program under their own name.
    pub(crate) fn provider_keys(&self) -> Vec<&SecretName> {
        self.0.provider_keys()
    }

    /// Whether they make the program call the Internet.
    pub(crate) fn call_out(&self) -> bool {
        self.0.call_out()
    }

    /// The secrets that a program has because of these settings, beside those of its kind.
    pub(crate) fn secrets(&self) -> &'static [SecretFact] {
        self.0.secrets()
    }
}

/// The type of an application's settings.
#[derive(Debug, Clone, Copy)]
pub struct SettingsType {
    identity: fn() -> TypeId,
    read: fn(&serde_json::Value, &KeyPath) -> Result<Settings, Vec<Diagnostic>>,
    default: fn() -> Settings,
    schema: fn(&mut SchemaGenerator) -> Schema,
}

impl SettingsType {
    /// No settings: every key under `config:` is refused.
    pub(crate) const NONE: Self = Self::of::<NoSettings>();

    /// Settings of this type.
    pub(crate) const fn of<T: ApplicationSettings + DeserializeOwned + JsonSchema + Default>() -> Self {
        Self {
            identity: TypeId::of::<T>,
            read: |config, path| {
                deserialize_kept::<T>(config, path).map(|settings| Settings(Arc::new(settings)))
            },
            default: || Settings(Arc::new(T::default())),
            schema: SchemaGenerator::subschema_for::<T>,
        }
    }
}

/// A kind without settings still refuses keys under `config:`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NoSettings {}

impl ApplicationSettings for NoSettings {}

/// The schema of `config:`: the settings of any application, each type once.
pub(crate) fn schema(generator: &mut SchemaGenerator) -> Schema {
    let mut types: Vec<SettingsType> = vec![SettingsType::NONE];
    for kind in Kind::ALL.iter().rev() {
        let settings = kind.application().settings;
        if !types.iter().any(|known| (known.identity)() == (settings.identity)()) {
            types.push(settings);
        }
    }
    let schemas: Vec<Schema> = types.iter().rev().map(|settings| (settings.schema)(generator)).collect();
    schemars::json_schema!({ "description": "The settings of the service's kind.", "anyOf": schemas })
}
