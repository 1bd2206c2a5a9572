//! The settings of each kind of service: what stands under `config:`.

mod caddy;
pub(crate) mod caddy_lines;
mod diun;
mod grafana;
mod litellm;
mod n8n;
mod notify;
mod openclaw;
mod postgresql;
mod redis;
mod reference;
mod retention;

pub use caddy::{CaddyModule, CaddySettings, CaddySite};
pub use diun::DiunSettings;
pub use grafana::{Contact, GrafanaSettings};
pub use litellm::{Alerting, Budget, BudgetPeriod, LitellmSettings, Model};
pub use n8n::{N8nOwner, N8nSettings};
pub use notify::{Hook, Notify, Ntfy, Telegram};
pub use openclaw::OpenclawSettings;
pub use postgresql::{Database, Migration, PostgresqlSettings};
pub use redis::{Eviction, RedisSettings};
pub use retention::RetentionSettings;

use crate::{
    Diagnostic, KeyPath,
    catalogue::{Kind, SecretFact},
    syntax::deserialize_kept,
    value::SecretName,
};
use schemars::JsonSchema;
use serde::Deserialize;

/// The settings of a service, by kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Settings {
    /// Of a `caddy`.
    Caddy(CaddySettings),
    /// Of a `diun`.
    Diun(DiunSettings),
    /// Of a `grafana`.
    Grafana(GrafanaSettings),
    /// Of a `litellm`.
    Litellm(LitellmSettings),
    /// Of an `n8n`.
    N8n(N8nSettings),
    /// Of an `openclaw`.
    Openclaw(OpenclawSettings),
    /// Of a `postgresql`.
    Postgresql(PostgresqlSettings),
    /// Of a `redis`.
    Redis(RedisSettings),
    /// Of a `victoriametrics` or a `loki`.
    Retention(RetentionSettings),
    /// Of a kind that has none.
    None,
}

/// A kind without settings still refuses keys under `config:`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NoSettings {}

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
        let config = config.unwrap_or(&empty);
        match kind {
            Kind::Caddy => deserialize_kept(config, path).map(Self::Caddy),
            Kind::Diun => deserialize_kept(config, path).map(Self::Diun),
            Kind::Grafana => deserialize_kept(config, path).map(Self::Grafana),
            Kind::Litellm => deserialize_kept(config, path).map(Self::Litellm),
            Kind::N8n => deserialize_kept(config, path).map(Self::N8n),
            Kind::Openclaw => deserialize_kept(config, path).map(Self::Openclaw),
            Kind::Postgresql => deserialize_kept(config, path).map(Self::Postgresql),
            Kind::Redis => deserialize_kept(config, path).map(Self::Redis),
            Kind::Loki | Kind::Victoriametrics => deserialize_kept(config, path).map(Self::Retention),
            Kind::Alloy
            | Kind::Cadvisor
            | Kind::Container
            | Kind::Kaneo
            | Kind::Qdrant
            | Kind::Socketproxy => {
                deserialize_kept::<NoSettings>(config, path).map(|NoSettings {}| Self::None)
            }
        }
    }

    /// The secrets that a person named in these settings, and that reach the program under their own name.
    pub(crate) fn provider_keys(&self) -> Vec<&SecretName> {
        match self {
            Self::Litellm(settings) => settings.models.values().map(|model| &model.key).collect(),
            Self::Grafana(settings) => settings.contact.iter().map(Contact::secret).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether they make the program call the Internet.
    pub(crate) const fn call_out(&self) -> bool {
        matches!(self, Self::Grafana(settings) if settings.contact.is_some())
    }

    /// The secrets that a program has because of these settings, beside those of its kind.
    pub(crate) fn secrets(&self) -> &'static [SecretFact] {
        match self {
            Self::N8n(N8nSettings { owner: Some(_), .. }) => &n8n::OWNER_SECRETS,
            _ => &[],
        }
    }

    /// The settings of a kind for which nothing, or nothing valid, is written.
    pub(crate) fn default_of(kind: Kind) -> Self {
        Self::of(kind, None, &KeyPath::root()).unwrap_or(Self::None)
    }
}

/// The schema of `config:`: the settings of any kind.
pub(super) fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let kinds = [
        generator.subschema_for::<CaddySettings>(),
        generator.subschema_for::<DiunSettings>(),
        generator.subschema_for::<GrafanaSettings>(),
        generator.subschema_for::<LitellmSettings>(),
        generator.subschema_for::<N8nSettings>(),
        generator.subschema_for::<OpenclawSettings>(),
        generator.subschema_for::<PostgresqlSettings>(),
        generator.subschema_for::<RedisSettings>(),
        generator.subschema_for::<RetentionSettings>(),
        generator.subschema_for::<NoSettings>(),
    ];
    schemars::json_schema!({ "description": "The settings of the service's kind.", "anyOf": kinds })
}
