//! `VirtualKey`: a key that a model proxy hands to one of its clients.

use super::{ResolvedService, wiring::secret_of};
use crate::{
    catalogue::{
        Interface,
        applications::{litellm::LitellmSettings, openclaw::OpenclawSettings},
    },
    value::{ModelName, SecretName, ServiceName},
};
use indexmap::IndexMap;

/// A key that a model proxy hands to one of its clients: not the administrator's, and good for the client's models only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VirtualKey {
    /// The proxy.
    pub proxy: ServiceName,
    /// The client.
    pub client: ServiceName,
    /// The secret that holds the key, which both know.
    pub secret: SecretName,
    /// The models that it is good for.
    pub models: Vec<ModelName>,
}

/// The keys of every proxy.
pub(super) fn virtual_keys(services: &IndexMap<ServiceName, ResolvedService>) -> Vec<VirtualKey> {
    let mut keys = Vec::new();
    for client in services.values() {
        let Some(settings) = client.settings_of::<OpenclawSettings>() else { continue };
        let servers = client.edges.iter().filter_map(|edge| services.get(&edge.to));
        for proxy in servers.filter(|server| server.kind.speaks(Interface::ModelApi)) {
            let Some(offered) = proxy.settings_of::<LitellmSettings>() else { continue };
            keys.push(VirtualKey {
                proxy: proxy.name.clone(),
                client: client.name.clone(),
                secret: secret_of(&client.name, "litellm_key"),
                models: models(settings, offered),
            });
        }
    }
    keys
}

/// Everything but the model of embeddings, which an agent does not talk to.
fn models(client: &OpenclawSettings, proxy: &LitellmSettings) -> Vec<ModelName> {
    let embedding = client.embedding_model.as_ref();
    proxy.models.keys().filter(|name| Some(*name) != embedding).cloned().collect()
}
