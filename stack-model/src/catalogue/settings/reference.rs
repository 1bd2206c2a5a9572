//! The secrets that settings name, with what each must be made of.

use super::Hook;
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

impl<'a> Reference<'a> {
    /// The URL of a hook that stands at `path`.
    pub(crate) fn url(hook: &'a Hook, path: &KeyPath) -> Self {
        Self { secret: &hook.url, path: path.key("url"), charset: Some(SecretCharset::Url) }
    }
}
