//! `ResolvedSecret`: a secret with its alphabet and its readers.

use super::{Heartbeat, Resolved, wiring::secret_of};
use crate::{
    KeyPath,
    catalogue::Change,
    stack::{SecretCharset, UptimeKuma, Vpn},
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
    pub origin: SecretOrigin,
    /// The services that read it.
    pub readers: Vec<ServiceName>,
}

/// Where the value of a secret is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretOrigin {
    /// Generated at random: only the services of the stack use it, so no person has to know it.
    Generated,
    /// Provided by a person for each environment: a provider's key, an address to report to.
    ProvidedPerEnvironment,
    /// Provided by a person once, for all environments: it opens a machine that stands outside of them all.
    ProvidedOnce,
}

impl SecretOrigin {
    /// That of a secret of the stack's own services: generated, if its alphabet allows it.
    const fn of(charset: SecretCharset) -> Self {
        match charset.drawn_length() {
            Some(_) => Self::Generated,
            None => Self::ProvidedPerEnvironment,
        }
    }
}

impl ResolvedSecret {
    /// The regular expression that a value matches.
    pub fn pattern(&self) -> String {
        self.charset.pattern().replacen('^', &format!("^{}", self.prefix), 1)
    }
}

/// A secret that something asks for. A name that is asked for twice is two secrets that would share a value.
pub(crate) struct Asked {
    pub(crate) name: SecretName,
    pub(crate) secret: ResolvedSecret,
    /// Where it is asked for.
    pub(crate) path: KeyPath,
    /// By what.
    pub(crate) by: String,
}

/// A secret of which a deployment takes whatever value it has then.
pub(super) fn taken(charset: SecretCharset, origin: SecretOrigin, description: String) -> ResolvedSecret {
    ResolvedSecret { charset, prefix: "", description, change: Change::Restart, origin, readers: Vec::new() }
}

impl Resolved {
    /// Every secret of the stack, with the services that read it.
    pub(super) fn gather_secrets(&self) -> IndexMap<SecretName, ResolvedSecret> {
        let mut secrets: IndexMap<_, _> =
            self.asked_secrets().into_iter().map(|asked| (asked.name, asked.secret)).collect();
        for service in self.services.values() {
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

    /// Every secret that something asks for: applications, roles of databases, what watches and what backs up, the VPN, the
    /// DNS, declarations.
    pub(crate) fn asked_secrets(&self) -> Vec<Asked> {
        let mut asked = Vec::new();
        self.ask_of_services(&mut asked);
        self.ask_of_databases(&mut asked);
        self.ask_of_monitoring(&mut asked);
        self.ask_of_backups(&mut asked);
        let path = KeyPath::root();
        if self.stack.access.vpn.as_ref().is_some_and(|vpn| vpn.login_server.is_some()) {
            let description = "Headscale: pre-authentication key by which a machine joins the VPN; ephemeral and reusable \
                               for machines that are made and destroyed";
            let secret =
                taken(SecretCharset::UrlSafe, SecretOrigin::ProvidedPerEnvironment, description.into());
            let path = path.key("access").key("vpn").key("login_server");
            asked.push(Asked { name: Vpn::auth_key(), secret, path, by: "the VPN".into() });
        }
        if let Some(dns) = &self.stack.delivery.dns {
            for (name, what) in dns.credentials() {
                let description = format!("OVH: {what}, for the records of {}", dns.zone);
                let secret = taken(SecretCharset::UrlSafe, SecretOrigin::ProvidedOnce, description);
                let path = path.key("delivery").key("dns");
                asked.push(Asked { name, secret, path, by: "the DNS".into() });
            }
        }
        for (name, written) in &self.stack.secrets {
            let description = written.description.as_ref().map(ToString::to_string).unwrap_or_default();
            let secret = taken(written.charset, SecretOrigin::ProvidedPerEnvironment, description);
            let path = path.key("secrets").key(name);
            asked.push(Asked { name: name.clone(), secret, path, by: "the declaration".into() });
        }
        asked
    }

    fn ask_of_services(&self, asked: &mut Vec<Asked>) {
        for service in self.services.values() {
            for fact in service.secrets() {
                let secret = ResolvedSecret {
                    charset: fact.charset,
                    prefix: fact.prefix,
                    description: format!("{}: {}", service.application.title, fact.description),
                    change: fact.change,
                    origin: SecretOrigin::of(fact.charset),
                    readers: Vec::new(),
                };
                let (name, by) =
                    (secret_of(&service.name, fact.name), format!("the service `{}`", service.name));
                asked.push(Asked { name, secret, path: service.path(), by });
            }
        }
    }

    fn ask_of_databases(&self, asked: &mut Vec<Asked>) {
        let password = |server: &ServiceName, description| ResolvedSecret {
            change: Change::Applied("provisioning sets it again"),
            readers: vec![server.clone()],
            ..taken(SecretCharset::UrlSafe, SecretOrigin::Generated, description)
        };
        let mut roles = BTreeSet::new();
        for database in &self.databases {
            // Several databases of one owner share its password: they are one secret.
            if let (Some(owner), Some(name)) = (&database.owner, database.password())
                && roles.insert((&database.server, owner))
            {
                let secret = password(&database.server, format!("password of the database role {owner}"));
                let by = format!("the database role `{owner}`");
                asked.push(Asked { name, secret, path: database.path.clone(), by });
            }
        }
        for monitor in &self.monitors {
            let description =
                format!("password of the database role {}, which reads statistics", monitor.role);
            let secret = password(&monitor.server, description);
            let by = format!("the database role `{}`", monitor.role);
            asked.push(Asked { name: monitor.password(), secret, path: monitor.path.clone(), by });
        }
    }

    fn ask_of_monitoring(&self, asked: &mut Vec<Asked>) {
        let Some(kuma) = &self.stack.monitoring.uptime_kuma else { return };
        let path = KeyPath::root().key("monitoring").key("uptime_kuma");
        // The user exists already, with its password, on a machine that this stack does not deploy to. Each run of the
        // playbook logs in with it.
        let description = format!("Uptime Kuma: password of its user {}", kuma.user);
        let secret = taken(SecretCharset::UrlSafe, SecretOrigin::ProvidedOnce, description);
        asked.push(Asked {
            name: UptimeKuma::password(),
            secret,
            path: path.clone(),
            by: "Uptime Kuma".into(),
        });
        for environment in self.stack.environments.keys() {
            // Each run of the playbooks writes them into the monitors and onto who reports.
            for heartbeat in self.heartbeats(environment) {
                let Heartbeat { token: name, of, .. } = heartbeat;
                let description = format!("Uptime Kuma: by it {of} of {environment} reports");
                let secret = taken(SecretCharset::PushToken, SecretOrigin::Generated, description);
                let by = format!("the report of {of} in `{environment}`");
                asked.push(Asked { name, secret, path: path.clone(), by });
            }
        }
    }
}
