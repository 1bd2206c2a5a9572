//! `FileDifference`: what a run of the renderer would change in one file.

use camino::{Utf8Path, Utf8PathBuf};
use similar::TextDiff;
use stack_render::{Change, Tree};
use std::{fmt, io};

/// What a run would change in one file: as text, the change and a unified diff.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileDifference {
    /// The change.
    pub change: Change,
    /// The path of the file, with the target.
    pub path: Utf8PathBuf,
    /// What the file holds on the disk; nothing if it does not exist yet.
    pub present: String,
    /// What it is planned to hold; nothing if it is deleted.
    pub planned: String,
}

/// What a run would change in the files of `target`. The list of owned files is not among them: it follows from the others.
///
/// # Errors
/// If a file cannot be read. The message names it.
pub fn differences(tree: &Tree, changes: &[Change], target: &Utf8Path) -> io::Result<Vec<FileDifference>> {
    let files = changes.iter().filter(|change| **change != Change::Manifest);
    let difference = |change: &Change| {
        let path = target.join(change.path());
        let present = match change {
            Change::Create(_) | Change::Manifest => String::new(),
            Change::Update(_) | Change::Delete(_) | Change::Conflict(_) => {
                String::from_utf8_lossy(&fs_err::read(&path)?).into_owned()
            }
        };
        let planned = tree.get(change.path()).unwrap_or_default().to_owned();
        Ok(FileDifference { change: change.clone(), path, present, planned })
    };
    files.map(difference).collect()
}

impl fmt::Display for FileDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, diff) = (&self.path, TextDiff::from_lines(&self.present, &self.planned));
        let header = (format!("{path} (on disk)"), format!("{path} (planned)"));
        write!(f, "{}\n{}", self.change, diff.unified_diff().header(&header.0, &header.1))
    }
}
