//! `Interface`: what the clients of an application speak with it.

use super::Kind;
use std::fmt;

/// What the clients of an application speak with it. Who needs a server names an interface, so that another application that
/// provides it does as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Interface {
    /// Requests of browsers for the stack's routes, which it hands on.
    HttpProxy,
    /// The protocol of `PostgreSQL`: databases, each with a role.
    Postgresql,
    /// The protocol of Redis: keys.
    Redis,
    /// `OpenAI`'s API for models of many providers, with a key for each client.
    ModelApi,
    /// The API of Qdrant: collections of vectors.
    Qdrant,
    /// `PromQL`, and the remote write of Prometheus.
    MetricsStore,
    /// `LogQL`, and the push API of Loki.
    LogStore,
    /// What the Docker engine answers to those who read.
    DockerApi,
    /// Dashboards and alerts, for people with a browser.
    Dashboards,
}

impl Interface {
    /// The applications that provide it, in the order of their names.
    pub fn applications(self) -> impl Iterator<Item = Kind> {
        Kind::ALL.iter().copied().filter(move |kind| kind.speaks(self))
    }
}

/// The kinds of which one provides it, as a finding names them within backticks.
impl fmt::Display for Interface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.applications().map(Kind::name).collect();
        f.write_str(&names.join("` or `"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_application_needs_is_provided_by_another() {
        for kind in Kind::ALL {
            for need in kind.application().needs {
                let mut servers = need.interface.applications().filter(|server| server != kind);
                assert!(servers.next().is_some(), "{kind}: nothing provides {:?}", need.interface);
            }
        }
    }
}
