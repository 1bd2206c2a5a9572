//! `Artefact`: a file that is deployed. There is one list of them, the [`Deployment`](crate::Deployment): what has no entry there is
//! written nowhere, and what has one is written by a task of Ansible and into the compose folder.

mod consumer;

pub use consumer::Consumer;

use crate::config::Effect;
use stack_model::{EnvironmentName, HostName, ServiceName};

/// A file that is deployed, or that a role runs to deploy others.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Artefact {
    /// The machines that have it.
    pub machines: Machines,
    /// The service it belongs to; none if it is the machine's. It is written only where the service runs.
    pub service: Option<ServiceName>,
    /// What it holds, and where in the Ansible repository.
    pub content: Content,
    /// Where it is on the machine.
    pub place: Place,
    /// Its permissions on the machine. In the compose folder it can be executed if it can be here.
    pub mode: Mode,
    /// Whom it belongs to.
    pub owner: Owner,
    /// The task of Ansible that writes it.
    pub task: Task,
    /// Its path beside the compose file of the compose target; none if it is not there.
    pub folder: Option<String>,
    /// Whether `stack-release` keeps it with a deployment, and puts it back.
    pub kept: bool,
    /// The program that reads it.
    pub consumer: Consumer,
    /// What makes a change of it take effect.
    pub(crate) effect: Effect,
}

/// The machines that have an artefact.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Machines {
    /// One machine of the stack, in every environment.
    One(HostName),
    /// Every machine of the stack.
    Every,
    /// The machine of Zerobyte or of the VPN, which has an inventory of its own.
    Hub,
    /// None: it is of an environment, and stands beside the folders of its machines.
    Environment(EnvironmentName),
    /// None: it stays in the repository, and a role runs it where the playbook runs.
    Controller,
}

/// What an artefact holds.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// A template of the repository, which Ansible and stage 2 fill alike.
    Template(Stored),
    /// A file of the repository, as it is.
    Copy(Stored),
    /// A file that the repository has for people as well, by its path there.
    Shared(String),
    /// The task has it, out of the vault or the inventory. The text is what the compose target gets.
    Task(Option<String>),
}

/// A file of the repository from which an artefact is written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stored {
    /// Its path below `ansible/`.
    pub path: String,
    /// What it holds after stage 1.
    pub text: String,
}

/// Where an artefact is on the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// A path below the folder of the stack.
    Stack(String),
    /// Another path, as its task says it: absolute, or with variables of its role.
    Machine(String),
    /// None: Ansible does not put it on the machine.
    Nowhere,
}

/// The permissions of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mode {
    /// `0644`: everybody reads it.
    Public,
    /// `0755`: everybody reads and runs it.
    Program,
    /// `0750`: its owner and its group run it.
    OwnProgram,
    /// `0600`: its owner alone reads it.
    Private,
    /// `0700`: a folder that its owner alone enters.
    PrivateFolder,
}

impl Mode {
    /// In octal digits, as `chmod` takes them.
    pub const fn digits(self) -> &'static str {
        match self {
            Self::Public => "0644",
            Self::Program => "0755",
            Self::OwnProgram => "0750",
            Self::Private => "0600",
            Self::PrivateFolder => "0700",
        }
    }

    /// Whether it can be executed.
    pub const fn is_executable(self) -> bool {
        matches!(self, Self::Program | Self::OwnProgram)
    }
}

/// Whom a file or folder belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Owner {
    /// root, as whom tasks run.
    Root,
    /// The user and the group of this number, as whom a container runs.
    Uid(u32),
}

impl Owner {
    /// As `chown` and Ansible take it.
    pub fn name(self) -> String {
        match self {
            Self::Root => "root".into(),
            Self::Uid(uid) => uid.to_string(),
        }
    }
}

/// The task of Ansible that writes an artefact.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Task {
    /// A task of this role, made from the entry.
    Role(&'static str),
    /// A task of the machine's play, made from the entry, with this name behind `Write`.
    Play(&'static str),
    /// A task that is written by hand, because it does more than to write the file: its file below `ansible/`, and its name.
    ByHand(String, &'static str),
    /// No task: the reason.
    None(&'static str),
}

impl Task {
    /// One that is written by hand, in a file of a role.
    pub(crate) fn by_hand(role: &str, file: &str, name: &'static str) -> Self {
        Self::ByHand(format!("roles/{role}/tasks/{file}"), name)
    }
}

/// A folder that is made for a container, with its data.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Folder {
    /// The machine.
    pub machine: HostName,
    /// The service whose container writes there.
    pub service: ServiceName,
    /// What it is, for messages: the volume's name, or `data`.
    pub about: String,
    /// Its path, below the folder of the stack.
    pub path: String,
    /// Whom it belongs to.
    pub owner: Owner,
    /// Its permissions.
    pub mode: Mode,
}

impl Artefact {
    /// Its template or file in the repository, below `ansible/`; none if its task has the text.
    pub fn source(&self) -> Option<&str> {
        match &self.content {
            Content::Template(stored) | Content::Copy(stored) => Some(&stored.path),
            Content::Shared(path) => Some(path),
            Content::Task(_) => None,
        }
    }

    /// Whether a path of the output is its template, its file in the repository, or its file in a compose folder.
    pub fn is_made_of(&self, path: &str) -> bool {
        if let Some(path) = path.strip_prefix("ansible/") {
            return self.source() == Some(path);
        }
        let Some(path) = path.strip_prefix("compose/") else { return false };
        let Some((environment, path)) = path.split_once('/') else { return false };
        match &self.machines {
            Machines::Environment(own) => own.as_str() == environment && self.folder.as_deref() == Some(path),
            _ => path
                .split_once('/')
                .is_some_and(|(host, path)| self.folder.as_deref() == Some(path) && self.is_on_named(host)),
        }
    }

    fn is_on_named(&self, host: &str) -> bool {
        match &self.machines {
            Machines::One(machine) => machine.as_str() == host,
            Machines::Every => true,
            Machines::Hub | Machines::Environment(_) | Machines::Controller => false,
        }
    }

    /// Whether a handler runs after a change of it.
    pub fn has_handler(&self) -> bool {
        match self.effect {
            Effect::Start | Effect::NoHandlerNeeded => false,
            Effect::Reload(_) | Effect::Restart | Effect::Recreate | Effect::Handler(_) => true,
        }
    }

    /// Whether this machine of the stack has it.
    pub fn is_on(&self, host: &HostName) -> bool {
        self.is_on_named(host.as_str())
    }

    /// Its path below the folder of the stack, if it is there.
    pub fn in_stack(&self) -> Option<&str> {
        match &self.place {
            Place::Stack(path) => Some(path),
            Place::Machine(_) | Place::Nowhere => None,
        }
    }

    /// The part of a release that it belongs to: the first name of its path.
    pub fn release_part(&self) -> Option<&str> {
        let path = self.in_stack().filter(|_| self.kept)?;
        path.split('/').next()
    }
}
