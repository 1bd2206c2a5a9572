//! `Metrics`: the metrics that an application gives, and how they are read.

use crate::value::Port;

/// The metrics that an application gives, and how they are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metrics {
    /// Who answers for them.
    pub exporter: Exporter,
    /// Files of names, a line each; a line with `#` says where they are known from.
    files: &'static [&'static str],
}

/// Who answers for an application's metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exporter {
    /// The application itself, over HTTP.
    Http {
        /// The port.
        port: Port,
        /// The path.
        path: &'static str,
        /// The secret of the application that is sent as a bearer token.
        bearer: Option<&'static str>,
    },
    /// A component of the collector: `prometheus.exporter.<name>` of Alloy.
    Component {
        /// Its name.
        name: &'static str,
        /// What the component shows to the application.
        credential: Credential,
    },
    /// The store, which reads its own.
    Itself,
}

/// What a component of the collector shows to the application that it reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// Nothing.
    None,
    /// The password of the collector's own role in the database server.
    Role,
    /// A secret of the application.
    Secret(&'static str),
}

impl Metrics {
    pub(super) const fn http(port: u16, path: &'static str, files: &'static [&'static str]) -> Self {
        Self { exporter: Exporter::Http { port: Port::constant(port), path, bearer: None }, files }
    }

    pub(super) const fn component(
        name: &'static str,
        credential: Credential,
        files: &'static [&'static str],
    ) -> Self {
        Self { exporter: Exporter::Component { name, credential }, files }
    }

    pub(super) const fn itself(files: &'static [&'static str]) -> Self {
        Self { exporter: Exporter::Itself, files }
    }

    pub(super) const fn with_bearer(mut self, secret: &'static str) -> Self {
        if let Exporter::Http { bearer, .. } = &mut self.exporter {
            *bearer = Some(secret);
        }
        self
    }

    /// The files of names, each with its source in its first line.
    #[cfg(test)]
    pub(super) const fn files(&self) -> &'static [&'static str] {
        self.files
    }

    /// The names of the metrics.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.files.iter().flat_map(|file| file.lines()).filter(|line| !line.starts_with('#'))
    }
}

#[cfg(test)]
mod tests {
    use crate::catalogue::Kind;

    #[test]
    fn every_name_is_a_metric_and_comes_from_one_place() {
        let mut seen = std::collections::BTreeMap::new();
        for kind in Kind::ALL {
            let Some(metrics) = kind.application().metrics else { continue };
            let mut names = metrics.names().peekable();
            assert!(names.peek().is_some(), "{kind} gives no metric");
            for name in names {
                assert!(crate::Promql::new(name).is_ok(), "{name:?} of {kind} is no metric");
                // A runtime's own metrics come with every program of that runtime.
                let shared = ["go_", "process_", "python_"].iter().any(|prefix| name.starts_with(prefix));
                if let (Some(other), false) = (seen.insert(name, kind), shared) {
                    panic!("{name} is of {kind} and of {other}");
                }
            }
        }
        assert!(seen.len() > 500, "the lists are short");
    }
}
