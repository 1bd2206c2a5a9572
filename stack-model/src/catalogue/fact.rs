//! What an entry of the catalogue says.

#[cfg(feature = "testing")]
use super::TestFact;
use super::{
    BackupFact, Capability, DockerCall, FileFact, HealthFact, ImageList, Interface, Listener, Metrics,
    MountFact, Need, Origin, Privileges, SeedFact, SettingsType, Sources, Timed, UpgradeFact,
};
use crate::{
    resolve::{Text, Wiring},
    stack::{SecretCharset, Tool},
    value::{ImageRef, MemorySize, Port},
};

/// What is known of an application.
#[derive(Debug)]
pub struct Application {
    /// Its name here, as `kind:` spells it.
    pub name: &'static str,
    /// Its name to people.
    pub title: &'static str,
    /// What it is, in a sentence for who completes `kind:` in an editor.
    pub summary: &'static str,
    /// Its part in a stack.
    pub category: Category,
    /// The group of applications that it is configured with: its own name, unless several are one thing to who runs them.
    pub group: &'static str,
    /// What its clients speak with it.
    pub provides: &'static [Interface],
    /// The image used unless another is written; its tag is attested by the project's releases or a registry.
    pub image: Option<&'static str>,
    /// The user that its process runs as.
    pub user: User,
    /// Programs in the image that a probe can use.
    pub tools: &'static [Tool],
    /// Capabilities that it needs when all are dropped.
    pub capabilities: &'static [Capability],
    /// What it may do beyond capabilities and mounts.
    pub privileges: Privileges,
    /// Whether its root file system can be read-only.
    pub root: RootFilesystem,
    /// Where it keeps what must survive, by version.
    pub volumes: fn(&ImageRef) -> Vec<VolumeFact>,
    /// How what it keeps is copied.
    pub backup: BackupFact,
    /// What another environment may get of its database; none if it has no database, or nobody knows how its data is made
    /// nobody's.
    pub seed: Option<SeedFact>,
    /// What another version does with what it keeps, in its volumes and databases; none if it keeps nothing that is worth a copy.
    pub upgrade: Option<UpgradeFact>,
    /// Paths of the machine that it must see.
    pub host_mounts: &'static [HostMount],
    /// The ports it listens on; the first that is open is the one that routes and clients use.
    pub listeners: &'static [Listener],
    /// Its health check, by version.
    pub probe: fn(&ImageRef) -> Option<ProbeFact>,
    /// What is known of its HTTP paths.
    pub paths: &'static [PathFact],
    /// Which of its paths a monitor asks for; none if it has no such path, or none is known.
    pub health: Option<HealthFact>,
    /// Time from an empty data directory to the first good probe, on two slow cores.
    pub first_boot: Timed,
    /// Time that its health check may take.
    pub probe_timeout: Timed,
    /// Memory below which it does not live.
    pub memory_floor: Option<MemoryFloor>,
    /// Whether it can live below a path.
    pub sub_path: SubPath,
    /// Services that it is a client of.
    pub needs: &'static [Need],
    /// Whether it reads the metrics of each service that it uses.
    pub collects: bool,
    /// Whether it must know the address of the proxy in front of it: the proxy then keeps one on their common networks.
    pub knows_proxy: bool,
    /// How it is told of images that no container has, if it watches images.
    pub image_list: Option<ImageList>,
    /// What it asks the Docker engine, if it is a client of the engine's proxy. The first is `PING`: the proxy's own health check
    /// asks it as well.
    pub docker_calls: &'static [DockerCall],
    /// Whether it calls the Internet.
    pub egress: bool,
    /// Secrets of its own.
    pub secrets: &'static [SecretFact],
    /// Its environment variables, wired to the rest of the stack.
    pub environment: fn(&Wiring<'_>) -> Vec<(&'static str, Text)>,
    /// The arguments after the image, where its default command does not do.
    pub command: fn(&Wiring<'_>) -> Vec<Text>,
    /// Its configuration files.
    pub files: &'static [FileFact],
    /// Where its container sees them.
    pub mounts: &'static [MountFact],
    /// The metrics that it gives, if it gives any.
    pub metrics: Option<Metrics>,
    /// Environment variables that people still set and that do nothing any more.
    pub obsolete: &'static [Obsolete],
    /// What its `config:` takes.
    pub settings: SettingsType,
    /// What tests draw of it.
    #[cfg(feature = "testing")]
    pub(crate) tests: TestFact,
    /// How well the contract is known.
    pub proof: Proof,
    /// Where its facts are from.
    pub sources: Sources,
}

impl Application {
    /// Whether its clients speak this with it.
    pub fn speaks(&self, interface: Interface) -> bool {
        self.provides.contains(&interface)
    }

    /// What is known of an HTTP path. A `/` at its end makes no difference.
    pub fn path(&self, path: &str) -> Option<&'static PathFact> {
        let bare = |path: &str| path.trim_end_matches('/').to_owned();
        self.paths.iter().find(|fact| bare(fact.path) == bare(path))
    }

    /// The port that routes and clients use.
    pub fn main_port(&self) -> Option<Port> {
        self.listeners.iter().find(|listener| listener.open).map(|listener| listener.port)
    }

    /// How to repair a probe of the wrong path: ask for one that is open and free, or for nothing.
    pub(crate) fn probe_remedy(&self, lead: &str) -> String {
        let free = self.paths.iter().filter(|fact| fact.anonymous && fact.cost == Cost::Free);
        let free: Vec<String> = free.map(|fact| format!("`{}`", fact.path)).collect();
        if free.is_empty() { "remove the probe".into() } else { format!("{lead}: {}", free.join(", ")) }
    }
}

/// Memory below which an application does not live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemoryFloor {
    /// The least limit.
    pub size: MemorySize,
    /// What was seen with less; a lower-case phrase.
    pub seen: &'static str,
    /// Where the limit is from.
    pub from: Origin,
}

/// An application's part in a stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    /// Stands between the Internet and everything else.
    Edge,
    /// A relational database.
    Database,
    /// A cache or a queue.
    Cache,
    /// A vector store.
    VectorStore,
    /// What people use.
    Application,
    /// Metrics, logs, dashboards.
    Observability,
    /// Looks after the stack itself.
    System,
    /// Unknown to the catalogue.
    Other,
}

impl Category {
    /// Whether it holds data that nobody outside may reach.
    pub const fn is_data(self) -> bool {
        matches!(self, Self::Database | Self::Cache | Self::VectorStore)
    }
}

/// The user that a container's process runs as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum User {
    /// The image starts as this user by itself.
    Image(u32),
    /// The image would start as root; it is told to start as this user, which it supports.
    Forced(u32),
    /// The image must start as root and becomes this user.
    RootThen(u32),
    /// It runs as root.
    Root,
}

impl User {
    /// The user that owns what it writes.
    pub const fn uid(self) -> u32 {
        match self {
            Self::Image(uid) | Self::Forced(uid) | Self::RootThen(uid) => uid,
            Self::Root => 0,
        }
    }
}

/// Whether a root file system can be read-only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RootFilesystem {
    /// Yes, with these paths in memory.
    ReadOnly(&'static [&'static str]),
    /// No, for this reason.
    Writable(&'static str),
}

/// A path of the container that must survive it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VolumeFact {
    /// Its name: the folder below `data/<service>/`, or empty where there is only one.
    pub name: &'static str,
    /// Where the container sees it.
    pub at: &'static str,
    /// What is in it, for people.
    pub holds: &'static str,
}

/// The Docker engine's socket.
pub(super) const DOCKER_SOCKET: &str = "/var/run/docker.sock";

/// A path of the machine that a container must see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HostMount {
    /// The path on the machine.
    pub source: &'static str,
    /// The path in the container.
    pub target: &'static str,
    /// What for.
    pub reason: &'static str,
    /// A server that does in its place: who uses one does not get the mount.
    pub instead: Option<Interface>,
}

impl HostMount {
    /// A mount that nothing can stand in for.
    pub(super) const fn bare(source: &'static str, target: &'static str, reason: &'static str) -> Self {
        Self { source, target, reason, instead: None }
    }

    /// The Docker engine's socket, for who uses no proxy of it.
    pub(super) const fn socket_or_proxy(reason: &'static str) -> Self {
        Self { instead: Some(Interface::DockerApi), ..Self::bare(DOCKER_SOCKET, DOCKER_SOCKET, reason) }
    }

    /// Whether this is the Docker engine's socket, which is as good as root.
    pub fn is_docker_socket(&self) -> bool {
        self.source == DOCKER_SOCKET
    }
}

/// An application's own health check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProbeFact {
    /// An HTTP request.
    Http {
        /// The tool in the image.
        tool: Tool,
        /// The port.
        port: Port,
        /// The path.
        path: &'static str,
    },
    /// A command.
    Command {
        /// The tool in the image.
        tool: Tool,
        /// The words of the command.
        words: &'static [&'static str],
    },
}

impl ProbeFact {
    /// The tool that it needs in the image.
    pub const fn tool(&self) -> Tool {
        match self {
            Self::Http { tool, .. } | Self::Command { tool, .. } => *tool,
        }
    }
}

/// What is known of an HTTP path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PathFact {
    /// The path.
    pub path: &'static str,
    /// Whether it answers without credentials.
    pub anonymous: bool,
    /// What one request costs.
    pub cost: Cost,
    /// Where that is known from.
    pub source: Origin,
}

/// What one request costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// Nothing.
    Free,
    /// A call to a provider who sends a bill.
    Paid,
}

/// Whether an application can live below a path of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubPath {
    /// No, for this reason.
    Unsupported(&'static str),
    /// Yes: the proxy takes the prefix away and the application never knows.
    Stripped,
    /// Yes: the proxy keeps the prefix and the application is told of it.
    Kept {
        /// Whether its health check moves below the prefix too.
        probe_moves: bool,
    },
}

/// A secret of an application. Its full name is the service's name, `_`, and this one's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretFact {
    /// Its name, without the service's.
    pub name: &'static str,
    /// What it may be made of.
    pub charset: SecretCharset,
    /// What every value begins with.
    pub prefix: &'static str,
    /// What it is for.
    pub description: &'static str,
    /// What it takes to change its value.
    pub change: Change,
}

/// What it takes to change the value of a secret, beside writing the new one and deploying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Nothing: the program reads it at every start.
    Restart,
    /// Nothing: the deployment makes the program take it, in this way.
    Applied(&'static str),
    /// The program reads it at its first start only; this makes it take another.
    FirstStart(&'static str),
    /// It must not be changed, for this reason.
    Never(&'static str),
}

impl Change {
    /// A sentence for who is about to change it; none where nothing is to be said.
    pub fn note(self) -> Option<String> {
        match self {
            Self::Restart | Self::Applied(_) => None,
            Self::FirstStart(how) => Some(format!("Read at the first start only. To change it: {how}.")),
            Self::Never(why) => Some(format!("Never change it: {why}.")),
        }
    }
}

/// An environment variable that does nothing any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Obsolete {
    /// Its name, or its beginning if it ends in `*`.
    pub name: &'static str,
    /// What became of it.
    pub reason: &'static str,
}

impl Obsolete {
    /// Whether a variable's name is meant.
    pub fn matches(&self, name: &str) -> bool {
        self.name.strip_suffix('*').map_or(name == self.name, |prefix| name.starts_with(prefix))
    }
}

/// How well an application's contract is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// The program, or its own validator, was run and seen to accept it.
    Observed(&'static str),
    /// Read in its source or its documentation.
    Read(&'static str),
}

/// No volumes.
pub(super) fn no_volumes(_: &ImageRef) -> Vec<VolumeFact> {
    Vec::new()
}

/// No environment variables.
pub(super) fn no_environment(_: &Wiring<'_>) -> Vec<(&'static str, Text)> {
    Vec::new()
}

/// The image's default command.
pub(super) fn default_command(_: &Wiring<'_>) -> Vec<Text> {
    Vec::new()
}
