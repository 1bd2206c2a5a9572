//! Where snapshots are kept, and which of them are still wanted.

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
};

/// The root of the repository.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this crate lies in the repository").to_owned()
}

/// The files of a folder with an extension, by name.
pub(crate) fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(repository().join(folder)).expect("the folder is there");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a folder entry").path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    files.sort();
    files
}

/// Compares `text` with the snapshot `folder/name.snap`.
pub(crate) fn assert_snapshot(folder: &str, name: &str, text: &str) {
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Every snapshot below `folder` is one of `wanted`, given as paths without `.snap`. With `INSTA_UPDATE=always` those that
/// nothing makes any more are deleted, as all others are accepted.
pub(crate) fn assert_no_orphans(folder: &str, wanted: &BTreeSet<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = BTreeSet::new();
    collect(&root, &root, &mut found);
    let orphans: Vec<_> = found.difference(wanted).collect();
    if insta_variable("INSTA_UPDATE").is_some_and(|update| update == "always") {
        for orphan in orphans {
            fs::remove_file(root.join(format!("{orphan}.snap"))).expect("an orphan can be deleted");
        }
        return;
    }
    assert!(orphans.is_empty(), "snapshots that nothing makes any more, to be deleted: {orphans:?}");
}

#[expect(clippy::disallowed_methods, reason = "insta has no other interface for how it was called")]
fn insta_variable(name: &str) -> Option<String> {
    env::var(name).ok()
}

/// The snapshots below `folder`. One that waits for its review is a mistake, unless cargo-insta runs the tests to review it.
fn collect(root: &Path, folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("a folder entry").path();
        if path.is_dir() {
            collect(root, &path, found);
        } else if let Some(name) = path.strip_prefix(root).ok().and_then(|path| path.to_str()) {
            let pending = name.ends_with(".snap.new") && insta_variable("INSTA_FORCE_PASS").is_some();
            if !pending {
                let name = name.strip_suffix(".snap");
                let name = name.unwrap_or_else(|| panic!("{} is no reviewed snapshot", path.display()));
                found.insert(name.to_owned());
            }
        }
    }
}
