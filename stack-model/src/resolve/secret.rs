//! `ResolvedSecret`: a secret with its alphabet and its readers.

use super::{Resolved, ResolvedDatabase, ResolvedMonitor, ResolvedService, wiring::secret_of};
use crate::{
    KeyPath,
    catalogue::Change,
    stack::{SecretCharset, Stack, UptimeKuma, Vpn},
    value::{SecretName, ServiceName},
};
use indexmap::IndexMap;
use std::collections::BTreeSet;

/// A secret with its alphabet and its readers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedSecret {
    /// What it may be made of.
    pub charset: SecretCharset,
    /// What every value begins with.
    pub prefix: &'static str,
    /// What it is for.
    pub description: String,
    /// What it takes to change its value.
    pub change: Change,
    /// Who makes its value.
    pub origin: Origin,
    /// The services that read it.
    pub readers: Vec<ServiceName>,
}

/// Who makes the value of a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Chance: only the services of the stack know it, so no person has to.
    Drawn,
    /// Somebody outside of the stack, for one environment: a provider's key, an address to report to.
    Given,
    /// Somebody outside of the stack, for all environments: it opens a machine that stands outside of them all.
    Outside,
}

impl Origin {
    /// Of a secret that the stack could make by itself, if its alphabet can be drawn from.
    const fn of(charset: SecretCharset) -> Self {
        match charset.drawn_length() {
            Some(_) => Self::Drawn,
            None => Self::Given,
        }
    }
}

impl ResolvedSecret {
    /// The regular expression that a value matches.
    pub fn pattern(&self) -> String {
        self.charset.pattern().replacen('^', &format!("^{}", self.prefix), 1)
    }
}

/// Every secret of the stack: those of applications, of database roles, and those that are declared.
pub(super) fn secrets(
    stack: &Stack,
    services: &IndexMap<ServiceName, ResolvedService>,
    databases: &[ResolvedDatabase],
    monitors: &[ResolvedMonitor],
) -> IndexMap<SecretName, ResolvedSecret> {
    let mut secrets: IndexMap<SecretName, ResolvedSecret> = IndexMap::new();
    for service in services.values() {
        for fact in service.secrets() {
            let secret = ResolvedSecret {
                charset: fact.charset,
                prefix: fact.prefix,
                description: format!("{}: {}", service.application.title, fact.description),
                change: fact.change,
                origin: Origin::of(fact.charset),
                readers: Vec::new(),
            };
            secrets.insert(secret_of(&service.name, fact.name), secret);
        }
    }
    for database in databases {
        if let (Some(owner), Some(password)) = (&database.owner, database.password()) {
            let secret = ResolvedSecret {
                charset: SecretCharset::UrlSafe,
                prefix: "",
                description: format!("password of the database role {owner}"),
                change: Change::Applied("provisioning sets it again"),
                origin: Origin::Drawn,
                readers: vec![database.server.clone()],
            };
            secrets.entry(password).or_insert(secret);
        }
    }
    for monitor in monitors {
        let secret = ResolvedSecret {
            charset: SecretCharset::UrlSafe,
            prefix: "",
            description: format!("password of the database role {}, which reads statistics", monitor.role),
            change: Change::Applied("provisioning sets it again"),
            origin: Origin::Drawn,
            readers: vec![monitor.server.clone()],
        };
        secrets.entry(monitor.password()).or_insert(secret);
    }
    if let Some(kuma) = &stack.monitoring.uptime_kuma {
        // The user exists already, with its password, on a machine that this stack does not deploy to. Each run of the
        // playbook logs in with it.
        let description = format!("Uptime Kuma: password of its user {}", kuma.user);
        let secret = taken(SecretCharset::UrlSafe, Origin::Outside, description);
        secrets.insert(UptimeKuma::password(), secret);
    }
    if enrols(stack) {
        let secret = ResolvedSecret {
            charset: SecretCharset::UrlSafe,
            prefix: "",
            description:
                "Headscale: pre-authentication key by which a machine joins the VPN; ephemeral and reusable \
                          for machines that are made and destroyed"
                    .into(),
            change: Change::Restart,
            origin: Origin::Given,
            readers: Vec::new(),
        };
        secrets.insert(Vpn::auth_key(), secret);
    }
    if let Some(dns) = &stack.delivery.dns {
        for (name, what) in dns.credentials() {
            let description = format!("OVH: {what}, for the records of {}", dns.zone);
            let charset = SecretCharset::UrlSafe;
            let secret = ResolvedSecret {
                charset,
                prefix: "",
                description,
                change: Change::Restart,
                origin: Origin::Outside,
                readers: Vec::new(),
            };
            secrets.insert(name, secret);
        }
    }
    for (name, written) in &stack.secrets {
        let description = written.description.as_ref().map(ToString::to_string).unwrap_or_default();
        let secret = ResolvedSecret {
            charset: written.charset,
            prefix: "",
            description,
            change: Change::Restart,
            origin: Origin::Given,
            readers: Vec::new(),
        };
        secrets.insert(name.clone(), secret);
    }
    for service in services.values() {
        let texts = service.environment.values().chain(&service.command);
        for name in texts.flat_map(super::Text::secrets) {
            if let Some(secret) = secrets.get_mut(name)
                && !secret.readers.contains(&service.name)
            {
                secret.readers.push(service.name.clone());
            }
        }
    }
    secrets
}

/// Whether machines join a VPN.
fn enrols(stack: &Stack) -> bool {
    stack.access.vpn.as_ref().is_some_and(|vpn| vpn.login_server.is_some())
}

/// A secret of which a deployment takes whatever value it has then.
fn taken(charset: SecretCharset, origin: Origin, description: String) -> ResolvedSecret {
    ResolvedSecret { charset, prefix: "", description, change: Change::Restart, origin, readers: Vec::new() }
}

impl Resolved {
    /// Adds the tokens by which machines report their dumps. Each run of the playbooks writes them into the monitors and onto
    /// the machines.
    pub(super) fn add_push_tokens(&mut self) {
        let environments: Vec<_> = self.stack.environments.keys().cloned().collect();
        for environment in environments {
            for heartbeat in self.heartbeats(&environment) {
                let what =
                    format!("Uptime Kuma: by it {} of {environment} reports its dumps", heartbeat.host);
                let secret = taken(SecretCharset::PushToken, Origin::Drawn, what);
                self.secrets.insert(heartbeat.token, secret);
            }
        }
    }
}

impl Resolved {
    /// Every secret with where it comes from: an application, a database role, a declaration. A name that comes twice
    /// is two secrets that would share a value.
    pub(crate) fn secret_sources(&self) -> Vec<(SecretName, KeyPath, String)> {
        let mut sources = Vec::new();
        for service in self.services.values() {
            for fact in service.secrets() {
                let what = format!("the service `{}`", service.name);
                sources.push((secret_of(&service.name, fact.name), service.path(), what));
            }
        }
        let mut roles = BTreeSet::new();
        for database in &self.databases {
            // Several databases of one owner share its password: they are one secret.
            if let (Some(owner), Some(password)) = (&database.owner, database.password())
                && roles.insert((&database.server, owner))
            {
                sources.push((password, database.path.clone(), format!("the database role `{owner}`")));
            }
        }
        for monitor in &self.monitors {
            let what = format!("the database role `{}`", monitor.role);
            sources.push((monitor.password(), monitor.path.clone(), what));
        }
        let kuma = KeyPath::root().key("monitoring").key("uptime_kuma");
        if self.stack.monitoring.uptime_kuma.is_some() {
            sources.push((UptimeKuma::password(), kuma.clone(), "Uptime Kuma".into()));
        }
        for environment in self.stack.environments.keys() {
            for heartbeat in self.heartbeats(environment) {
                let what = format!("the report of `{}` in `{environment}`", heartbeat.host);
                sources.push((heartbeat.token, kuma.clone(), what));
            }
        }
        if enrols(&self.stack) {
            let path = KeyPath::root().key("access").key("vpn").key("login_server");
            sources.push((Vpn::auth_key(), path, "the VPN".into()));
        }
        for name in self.stack.secrets.keys() {
            let path = KeyPath::root().key("secrets").key(name);
            sources.push((name.clone(), path, "the declaration".into()));
        }
        sources
    }
}
