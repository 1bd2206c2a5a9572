//! `WriteError`: a file or folder of the target that could not be read or written.

use camino::{Utf8Path, Utf8PathBuf};
use std::{error::Error, fmt, io};

/// A file or folder of the target could not be read or written. What the operating system says is its
/// [`source`](Error::source).
///
/// ```
/// use stack_model::{Source, check};
/// use stack_render::{WriteErrorKind, apply, changes, plan};
///
/// # let text = include_str!("../../fixtures/valid/minimal.yml");
/// let tree = plan(&check(Source::new("stack.yml", text).parse()?)?)?;
/// let file = tempfile::NamedTempFile::new()?;
/// let target = camino::Utf8Path::from_path(file.path()).unwrap();
///
/// let error = apply(&changes(&tree, target)?, &tree, target).expect_err("a file is no folder");
/// match error.kind() {
///     WriteErrorKind::CreateFolder => assert!(error.path().starts_with(target)),
///     _ => unreachable!("{error}"),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct WriteError {
    kind: WriteErrorKind,
    path: Utf8PathBuf,
    source: io::Error,
}

/// What could not be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WriteErrorKind {
    /// A file could not be read, to compare it with what is planned.
    Read,
    /// A folder could not be created.
    CreateFolder,
    /// A file could not be written.
    Write,
    /// A file could not be deleted.
    Delete,
}

impl WriteError {
    /// What could not be done.
    pub const fn kind(&self) -> WriteErrorKind {
        self.kind
    }

    /// The file or folder, with the target.
    pub fn path(&self) -> &Utf8Path {
        &self.path
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let deed = match self.kind {
            WriteErrorKind::Read => "read",
            WriteErrorKind::CreateFolder => "create the folder",
            WriteErrorKind::Write => "write",
            WriteErrorKind::Delete => "delete",
        };
        write!(f, "cannot {deed} `{}`", self.path)
    }
}

impl Error for WriteError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.source)
    }
}

/// Turns an error of the operating system into one that knows what was done to which file.
pub(crate) fn failed(kind: WriteErrorKind, path: &Utf8Path) -> impl FnOnce(io::Error) -> WriteError {
    let path = path.to_owned();
    move |source| WriteError { kind, path, source }
}
