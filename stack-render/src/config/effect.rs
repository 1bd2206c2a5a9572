//! `Effect`: what makes a change of a configuration file take effect in a container that runs.

use stack_model::catalogue::{AppliedBy, Reload};

/// What makes a change of a file take effect.
///
/// A restart does not read environment files again and does not build images (field report DEP-08), so those are left to
/// compose, which compares what it would start with what runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Compose reads it, and makes the container anew when it starts what is declared: environment files, Dockerfiles.
    Start,
    /// It is read whenever it is needed: by a step of every deployment, or by a program that watches it.
    NoHandlerNeeded,
    /// The program reads it again when this command asks it to.
    Reload(Reload),
    /// The program reads it when it starts, from a folder that is mounted.
    Restart,
    /// A program of the machine reads it, which this handler of the role sees to.
    Handler(&'static str),
    /// It is mounted by itself, so the container keeps the old file until it is made anew.
    Recreate,
}

impl From<AppliedBy> for Effect {
    fn from(applied: AppliedBy) -> Self {
        match applied {
            AppliedBy::Compose => Self::Start,
            AppliedBy::Nothing => Self::NoHandlerNeeded,
            AppliedBy::Reload(reload) => Self::Reload(reload),
            AppliedBy::Restart => Self::Restart,
        }
    }
}

impl Effect {
    /// The name of the handler, if a handler has something to do.
    pub(crate) const fn verb(self) -> Option<&'static str> {
        match self {
            Self::Start | Self::NoHandlerNeeded | Self::Handler(_) => None,
            Self::Reload(_) => Some("Reload"),
            Self::Restart => Some("Restart"),
            Self::Recreate => Some("Recreate"),
        }
    }
}
