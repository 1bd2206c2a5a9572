//! What `CrowdSec` reads, which is a part of the role `hardening`.

use crate::{ansible::Repository, compose::data_folder, yaml::Yaml};
use stack_model::{Site, catalogue::Interface};

/// The folder of the machine in which the proxy's access log stands, below the stack's; empty without a proxy. It is what
/// the compose file mounts where the Caddyfile says that logs go (SPEC-21).
pub(super) fn proxy_logs(repository: &Repository<'_>, site: &Site<'_>) -> (&'static str, Yaml) {
    let here = repository.stack.services_on(site.host);
    let mut proxies =
        here.filter(|service| service.kind.speaks(Interface::HttpProxy) && service.runs_in(site.deployment));
    let folder = proxies.find_map(|proxy| {
        let logs = proxy.volumes.iter().find(|volume| volume.at == "/var/log/caddy")?;
        Some(data_folder(proxy, logs))
    });
    ("hardening_proxy_logs", Yaml::text(folder.unwrap_or_default()))
}
