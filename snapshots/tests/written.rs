//! `Written`: a tree as the writer puts it on a disk, with its modes and its MANIFEST.

use camino::Utf8Path;
use sha2::{Digest, Sha256};
use stack_render::{Tree, apply, changes};
use std::{collections::BTreeMap, fs, os::unix::fs::PermissionsExt};
use walkdir::WalkDir;

/// What stands in a folder after a tree was written to it.
pub(crate) struct Written {
    /// Whether each file, but for MANIFEST, can be executed.
    executable: BTreeMap<String, bool>,
    /// The sha256 of each file, as `sha256sum` prints it.
    sums: String,
    manifest: String,
}

impl Written {
    /// Writes a tree to a folder that is empty, and reads what is there then.
    pub(crate) fn of(tree: &Tree) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let target = Utf8Path::from_path(folder.path()).expect("its path is UTF-8");
        apply(&changes(tree, target).expect("the folder can be read"), tree, target)
            .expect("it can be written");
        let mut executable = BTreeMap::new();
        let mut sums = BTreeMap::new();
        for entry in WalkDir::new(target) {
            let entry = entry.expect("a folder entry");
            if entry.file_type().is_dir() {
                continue;
            }
            let path = entry.path().strip_prefix(target).expect("it lies in the folder");
            let path = path.to_str().expect("its path is UTF-8").to_owned();
            let mode = entry.metadata().expect("its metadata").permissions().mode();
            let bytes = fs::read(entry.path()).expect("it can be read");
            sums.insert(path.clone(), sum(&bytes));
            executable.insert(path, mode & 0o111 != 0);
        }
        executable.remove("MANIFEST");
        sums.remove("MANIFEST");
        Self {
            executable,
            sums: sums.iter().map(|(path, sum)| format!("{sum}  {path}\n")).collect(),
            manifest: fs::read_to_string(target.join("MANIFEST")).expect("MANIFEST is there"),
        }
    }

    /// The mode of a file, as git has it.
    pub(crate) fn mode(&self, path: &str) -> &'static str {
        if self.executable[path] { "755" } else { "644" }
    }

    pub(crate) fn manifest(&self) -> &str {
        &self.manifest
    }

    /// Stops if MANIFEST is not the sum of each file that stands there: then it needs no snapshot of its own.
    pub(crate) fn assert_owned(&self, fixture: &str) {
        assert_eq!(self.manifest, self.sums, "{fixture}: MANIFEST and files disagree");
    }
}

fn sum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
