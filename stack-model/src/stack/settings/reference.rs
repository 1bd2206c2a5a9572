//! The secrets that settings name, with what each must be made of.

use super::{Alerting, Contact, Hook, Settings};
use crate::{KeyPath, stack::SecretCharset, value::SecretName};

/// A secret that stands in settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference<'a> {
    /// Its name.
    pub(crate) secret: &'a SecretName,
    /// Where it stands.
    pub(crate) path: KeyPath,
    /// The alphabet without which no right value would pass; none where any will do.
    pub(crate) charset: Option<SecretCharset>,
}

impl Settings {
    /// Every secret that is named below `config`.
    pub(crate) fn references(&self, config: &KeyPath) -> Vec<Reference<'_>> {
        match self {
            Self::Litellm(settings) => {
                let models = config.key("models");
                let keys = settings.models.iter().map(|(name, model)| Reference {
                    secret: &model.key,
                    path: models.key(name).key("key"),
                    charset: None,
                });
                let alerting = config.key("alerting");
                let ways = settings.alerting.iter().flat_map(Alerting::ways);
                keys.chain(ways.map(|(key, _, _, hook)| url(hook, &alerting.key(key)))).collect()
            }
            Self::Diun(settings) => {
                let (notify, path) = (&settings.notify, config.key("notify"));
                let hooks =
                    [("webhook", &notify.webhook), ("slack", &notify.slack), ("discord", &notify.discord)];
                let mut references: Vec<Reference<'_>> = hooks
                    .into_iter()
                    .filter_map(|(key, hook)| Some(url(hook.as_ref()?, &path.key(key))))
                    .collect();
                references.extend(notify.telegram.iter().map(|telegram| Reference {
                    secret: &telegram.token,
                    path: path.key("telegram").key("token"),
                    charset: Some(SecretCharset::Token),
                }));
                if let Some(ntfy) = &notify.ntfy {
                    let named = [("topic", Some(&ntfy.topic)), ("token", ntfy.token.as_ref())];
                    references.extend(named.into_iter().filter_map(|(key, secret)| {
                        Some(Reference { secret: secret?, path: path.key("ntfy").key(key), charset: None })
                    }));
                }
                references
            }
            Self::Grafana(settings) => settings.contact.iter().map(|contact| told(contact, config)).collect(),
            _ => Vec::new(),
        }
    }
}

fn told<'a>(contact: &'a Contact, config: &KeyPath) -> Reference<'a> {
    let (way, key, charset) = match contact {
        Contact::Webhook(_) => ("webhook", "url", SecretCharset::Url),
        Contact::Slack(_) => ("slack", "url", SecretCharset::Url),
        Contact::Discord(_) => ("discord", "url", SecretCharset::Url),
        Contact::Telegram(_) => ("telegram", "token", SecretCharset::Token),
    };
    Reference {
        secret: contact.secret(),
        path: config.key("contact").key(way).key(key),
        charset: Some(charset),
    }
}

fn url<'a>(hook: &'a Hook, path: &KeyPath) -> Reference<'a> {
    Reference { secret: &hook.url, path: path.key("url"), charset: Some(SecretCharset::Url) }
}
