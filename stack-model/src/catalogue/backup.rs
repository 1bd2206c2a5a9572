//! `BackupFact`: how the data of an application is copied so that it can be put back.

use super::Origin;

/// How the data of an application is copied, and where that is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackupFact {
    /// How.
    pub method: Method,
    /// Where that is from.
    pub from: Origin,
}

/// How data is copied so that it can be put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Each database by `pg_dump` in its custom format.
    PgDump,
    /// `BGSAVE`, waited for, then the file that it wrote.
    Rdb,
    /// Snapshots that the server makes of its collections when it is asked.
    Snapshots,
    /// What the program exports of itself when it is asked.
    Export(Export),
    /// Its volumes, file by file.
    Copy,
    /// Nothing, for this reason. Of a `container` it is its author who says what is done.
    None(&'static str),
}

/// How a program exports of itself, and takes it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Export {
    /// The name of the two scripts that do it.
    pub program: &'static str,
    /// How they ask.
    pub by: ExportBy,
}

/// How a program is asked to export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportBy {
    /// By a command in its container, as the user that owns its files.
    Command,
    /// By requests to its port, below the path that it serves.
    Requests,
}

impl Method {
    /// The word by which it goes.
    pub const fn word(self) -> &'static str {
        match self {
            Self::PgDump => "pg_dump",
            Self::Rdb => "rdb",
            Self::Snapshots => "snapshots",
            Self::Export(_) => "export",
            Self::Copy => "copy",
            Self::None(_) => "none",
        }
    }

    /// Whether a copy of the volumes, taken while the program runs, may be of no use: the files change under the copy.
    pub const fn is_torn_by_a_copy(self) -> bool {
        matches!(self, Self::PgDump | Self::Rdb | Self::Snapshots)
    }
}
