//! `EngineError`: a Docker engine that could not be read.

use std::{error::Error, fmt};

/// A Docker engine could not be read.
///
/// ```
/// use stackwright::docker::{Docker, EngineErrorKind};
///
/// let error = Docker::new("/nowhere/docker.sock").get("/info").unwrap_err();
/// match error.kind() {
///     EngineErrorKind::Connection => assert_eq!(error.place(), "/nowhere/docker.sock"),
///     EngineErrorKind::Status(403) => println!("this user may not ask for {}", error.place()),
///     _ => unreachable!("{error}"),
/// }
/// ```
#[derive(Debug)]
pub struct EngineError {
    kind: EngineErrorKind,
    place: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

/// Why a Docker engine could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EngineErrorKind {
    /// The address is not a socket of this machine.
    Address,
    /// The engine does not answer at its socket, or not in time.
    Connection,
    /// The engine answers with a status of HTTP that is not 200.
    Status(u16),
    /// The answer is not what the engine's API promises.
    Answer,
}

impl EngineError {
    pub(super) fn new(kind: EngineErrorKind, place: &str) -> Self {
        Self { kind, place: place.to_owned(), source: None }
    }

    pub(super) fn because(self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { source: Some(source.into()), ..self }
    }

    /// Why it could not be read.
    pub const fn kind(&self) -> EngineErrorKind {
        self.kind
    }

    /// The address, the socket, or the path of the API that was asked for.
    pub fn place(&self) -> &str {
        &self.place
    }
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = &self.place;
        match self.kind {
            EngineErrorKind::Address => write!(
                f,
                "`{place}` is no socket of this machine; forward the other engine's, such as with `ssh -L docker.sock:/var/run/docker.sock`, and name that"
            ),
            EngineErrorKind::Connection => write!(f, "no Docker engine answers at {place}"),
            EngineErrorKind::Status(status) => write!(f, "the Docker engine answers {status} to {place}"),
            EngineErrorKind::Answer => write!(f, "the Docker engine gives no valid answer to {place}"),
        }
    }
}

impl Error for EngineError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}
