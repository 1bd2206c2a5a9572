//! `Wiring`: what an application of the catalogue may ask about its place in the stack.

use super::{
    Resolved, connections,
    text::{Part, Text},
};
use crate::{
    catalogue::{Interface, Kind, Settings},
    stack::{Exposure, Route, Service, Stack},
    value::{MemorySize, SecretName, ServiceName},
};
use indexmap::IndexMap;

/// Which of a service's routes is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Members of the VPN.
    Vpn,
    /// Everybody.
    Public,
}

/// A service's place in the stack: its secrets, its peers, its routes.
#[derive(Debug)]
pub struct Wiring<'a> {
    pub(super) stack: &'a Stack,
    pub(super) kinds: &'a IndexMap<ServiceName, Kind>,
    pub(super) name: &'a ServiceName,
    pub(super) service: &'a Service,
    pub(super) settings: &'a Settings,
}

/// A service that this one is a client of.
#[derive(Debug, Clone, Copy)]
pub struct Peer<'a> {
    /// Its name, which is also its host name on a shared network.
    pub name: &'a ServiceName,
}

/// What a client needs to reach its database.
#[derive(Debug)]
pub struct DatabaseAccess {
    /// The server's host name.
    pub host: Text,
    /// The database, and the role that owns it.
    pub name: Text,
    /// The role's password.
    pub password: Text,
    /// Connections that the pool opens at most.
    pub connections: Text,
}

/// The secret that holds the password of a database role.
pub(super) fn role_password(role: &str) -> SecretName {
    SecretName::new(format!("{role}_db_password")).expect("a role's name with a suffix is a secret's name")
}

/// The secret `name` of a service.
pub(super) fn secret_of(service: &ServiceName, name: &str) -> SecretName {
    SecretName::new(format!("{}_{name}", service.identifier()))
        .expect("two names joined by `_` are a secret's name")
}

impl<'a> Wiring<'a> {
    /// The value of one of the service's own secrets.
    pub fn secret(&self, name: &str) -> Text {
        Text::secret(secret_of(self.name, name))
    }

    /// The value of one of a peer's secrets.
    pub fn peer_secret(&self, peer: Peer<'_>, name: &str) -> Text {
        Text::secret(secret_of(peer.name, name))
    }

    /// The value of a secret that belongs to no service, such as the keys of a DNS provider.
    pub fn shared_secret(&self, name: &str) -> Text {
        Text::secret(SecretName::new(name).expect("the catalogue spells secrets right"))
    }

    /// The first service that this one uses and speaks this with.
    pub fn peer(&self, interface: Interface) -> Option<Peer<'a>> {
        let service = self.service;
        let name = service
            .uses
            .iter()
            .map(crate::stack::Use::service)
            .find(|name| self.kinds.get(*name).is_some_and(|kind| kind.speaks(interface)))?;
        Some(Peer { name })
    }

    /// The database of this service, if it uses a database server.
    pub fn database(&self) -> Option<DatabaseAccess> {
        let server = self.peer(Interface::Postgresql)?;
        let role = self.name.identifier();
        let edge = self.service.uses.iter().find(|edge| edge.service() == server.name)?;
        let connections = connections::of(self.kinds, self.name, edge)?;
        Some(DatabaseAccess {
            host: Text::literal(server.name.as_str()),
            password: Text::secret(role_password(&role)),
            name: Text::literal(role),
            connections: Text::literal(connections.to_string()),
        })
    }

    /// The stack's time zone.
    pub fn timezone(&self) -> Text {
        Text::literal(self.stack.project.timezone.to_string())
    }

    /// The service's settings, if those of its application are of this type.
    pub fn settings_of<T: std::any::Any>(&self) -> Option<&'a T> {
        self.settings.get()
    }

    fn route(&self, audience: Audience) -> Option<&'a Route> {
        first_route(&self.stack.routes, self.name, audience)
    }

    /// The host name of the service's first route for an audience.
    pub fn site(&self, audience: Audience) -> Option<Text> {
        self.route(audience).map(|route| site(route, Text::default()))
    }

    /// The URL of the service's first route for an audience, with a final `/`.
    pub fn url(&self, audience: Audience) -> Option<Text> {
        self.route(audience).map(|route| {
            let prefix = route.at.prefix().unwrap_or_default();
            site(route, Text::literal("https://")).then(Part::Literal(format!("{prefix}/")))
        })
    }

    /// The path prefix of the service's first route.
    pub fn prefix(&self) -> Option<&'a str> {
        prefix(&self.stack.routes, self.name)
    }

    /// A share of the memory limit in MiB, after `prefix`. 512 MiB stand for a limit that is not written.
    pub fn memory(&self, prefix: &str, name: &'static str, numerator: u64, denominator: u64) -> Text {
        let limit = self.service.limits.memory.as_ref();
        let sizes = self.stack.environments.keys().map(|environment| {
            let size =
                limit.and_then(|limit| limit.get(environment)).copied().unwrap_or(MemorySize::from_mib(512));
            (environment.clone(), size.fraction(numerator, denominator))
        });
        Text::mebibytes(prefix, name, sizes.collect())
    }
}

fn site(route: &Route, before: Text) -> Text {
    match route.at.label() {
        Some(label) => before.then(Part::Literal(format!("{label}."))).then(Part::Domain),
        None => before.then(Part::Domain),
    }
}

fn first_route<'a>(routes: &'a [Route], service: &ServiceName, audience: Audience) -> Option<&'a Route> {
    routes.iter().find(|route| {
        let public = matches!(route.exposure, Exposure::Public(_));
        route.to.as_ref() == Some(service) && public == (audience == Audience::Public)
    })
}

impl Resolved {
    /// The path prefix of a service's first route, of those for members of the VPN if there are any.
    pub fn path_prefix(&self, service: &ServiceName) -> Option<&str> {
        prefix(&self.stack.routes, service)
    }
}

fn prefix<'a>(routes: &'a [Route], service: &ServiceName) -> Option<&'a str> {
    let route = |audience| first_route(routes, service, audience);
    route(Audience::Vpn).or_else(|| route(Audience::Public))?.at.prefix()
}
