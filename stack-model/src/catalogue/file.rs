//! `FileFact`: a configuration file of an application, and how a change of it is applied.

/// A configuration file of an application. Its text is made by the module of the same name that renders the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileFact {
    /// Its name. One `*` stands for what differs between several files of one sort.
    pub name: &'static str,
    /// Where it stands beside the compose file, if not at `configs/<service>/` and its name. `<service>` stands for the
    /// service's name.
    pub destination: Option<&'static str>,
    /// Whether it can be executed.
    pub executable: bool,
    /// How a change of it is applied to a container that runs.
    pub applied: AppliedBy,
}

impl FileFact {
    /// A file in the folder of the service.
    pub(super) const fn new(name: &'static str, applied: AppliedBy) -> Self {
        Self { name, destination: None, executable: false, applied }
    }

    /// The same file in another place.
    pub(super) const fn at(self, destination: &'static str) -> Self {
        Self { destination: Some(destination), ..self }
    }

    /// The same file, which can be executed.
    pub(super) const fn executable(self) -> Self {
        Self { executable: true, ..self }
    }

    /// Whether a file of this name is meant.
    pub fn matches(&self, name: &str) -> bool {
        match self.name.split_once('*') {
            Some((before, after)) => name.starts_with(before) && name.ends_with(after),
            None => name == self.name,
        }
    }

    /// Where the file of this name stands beside the compose file, for a service.
    pub fn destination(&self, name: &str, service: &str) -> String {
        self.destination
            .map_or_else(|| format!("configs/{service}/{name}"), |path| path.replace("<service>", service))
    }
}

/// How a change of a file is applied to a container that runs.
///
/// What is mounted by itself needs more: Docker mounts the file that a name stood for when the container was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppliedBy {
    /// Compose reads it, and makes the container anew when it starts what is declared: Dockerfiles.
    Compose,
    /// It is read whenever it is needed: by a step of every deployment, or by a program that watches it.
    Nothing,
    /// The program reads it again when this command asks it to.
    Reload(Reload),
    /// The program reads it when it starts.
    Restart,
}

/// A command in the container by which its program reads its files again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reload {
    /// The command.
    pub argv: &'static [&'static str],
    /// Who runs it, if not the container's own user.
    pub user: Option<&'static str>,
}

/// A file or folder beside the compose file that the container sees, read-only, where anything is written there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MountFact {
    /// The path beside the compose file. `<service>` stands for the service's name.
    pub source: &'static str,
    /// The path in the container.
    pub target: &'static str,
}

impl MountFact {
    /// A mount of `source` at `target`.
    pub(super) const fn new(source: &'static str, target: &'static str) -> Self {
        Self { source, target }
    }
}
