//! From planned files to the disk. Nothing else in the workspace writes there.

use crate::{
    Tree,
    manifest::{self, Manifest},
    write_error::{WriteError, WriteErrorKind, failed},
};
use camino::Utf8Path;
use std::{collections::BTreeSet, fmt, fs, io, io::Write};

/// What a run would do to one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It does not exist yet.
    Create(String),
    /// It is as an earlier run left it, and will be replaced.
    Update(String),
    /// An earlier run wrote it, and nothing plans it any more.
    Delete(String),
    /// Somebody edited it, or made it: it is kept unless forced.
    Conflict(String),
    /// The list of owned files itself.
    Manifest,
}

impl Change {
    /// The path that is concerned.
    pub fn path(&self) -> &str {
        match self {
            Self::Create(path) | Self::Update(path) | Self::Delete(path) | Self::Conflict(path) => path,
            Self::Manifest => manifest::NAME,
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = match self {
            Self::Create(_) => "create",
            Self::Update(_) | Self::Manifest => "update",
            Self::Delete(_) => "delete",
            Self::Conflict(_) => "conflict",
        };
        write!(f, "{verb} {}", self.path())
    }
}

fn read(path: &Utf8Path) -> Result<Option<Vec<u8>>, WriteError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(failed(WriteErrorKind::Read, path)(error)),
    }
}

fn read_manifest(target: &Utf8Path) -> Result<Manifest, WriteError> {
    let bytes = read(&target.join(manifest::NAME))?.unwrap_or_default();
    Ok(Manifest::parse(&String::from_utf8_lossy(&bytes)))
}

/// The manifest after a run: the planned files, and those of environments that were left out.
fn next_manifest(tree: &Tree, old: &Manifest) -> Manifest {
    let planned = tree.files().map(|(path, file)| (path.to_string(), file.hash.clone()));
    let kept = old
        .0
        .iter()
        .filter(|(path, _)| tree.is_left_out(path))
        .map(|(path, hash)| (path.clone(), hash.clone()));
    Manifest(planned.chain(kept).collect())
}

/// What it takes to make `target` hold `tree`. Nothing is written.
///
/// # Errors
/// [`WriteError`] if a file below `target` cannot be read.
pub fn changes(tree: &Tree, target: &Utf8Path) -> Result<Vec<Change>, WriteError> {
    let old = read_manifest(target)?;
    let mut changes = differences(tree, &old, target, &BTreeSet::new())?;
    if next_manifest(tree, &old) != old {
        changes.push(Change::Manifest);
    }
    Ok(changes)
}

/// What below `target` is not as `tree` has it, but for the paths of `done`, which are not looked at.
fn differences(
    tree: &Tree,
    old: &Manifest,
    target: &Utf8Path,
    done: &BTreeSet<&str>,
) -> Result<Vec<Change>, WriteError> {
    let mut changes = Vec::new();
    for (path, file) in tree.files().filter(|(path, _)| !done.contains(path.as_str())) {
        match read(&target.join(path.as_str()))? {
            None => changes.push(Change::Create(path.to_string())),
            Some(bytes) if bytes == file.contents.as_bytes() => {}
            Some(bytes) if old.0.get(path.as_str()) == Some(&manifest::hash(&bytes)) => {
                changes.push(Change::Update(path.to_string()));
            }
            Some(_) => changes.push(Change::Conflict(path.to_string())),
        }
    }
    for (path, hash) in &old.0 {
        if tree.contains(path) || tree.is_left_out(path) || done.contains(path.as_str()) {
            continue;
        }
        match read(&target.join(path))? {
            None => {}
            Some(bytes) if manifest::hash(&bytes) == *hash => changes.push(Change::Delete(path.clone())),
            Some(_) => changes.push(Change::Conflict(path.clone())),
        }
    }
    Ok(changes)
}

/// Carries changes out: each file through a temporary one in its own folder, deletions next, the manifest last, so that
/// a run that is cut short is finished by the next one. A conflict among the changes is overwritten: whoever wants to
/// keep edited files does not pass it.
///
/// # Errors
/// [`WriteError`] at the first file that cannot be written.
pub fn apply(changes: &[Change], tree: &Tree, target: &Utf8Path) -> Result<(), WriteError> {
    if changes.is_empty() {
        return Ok(());
    }
    let old = read_manifest(target)?;
    let mut folders = BTreeSet::new();
    for change in changes {
        match change {
            Change::Create(path) | Change::Update(path) | Change::Conflict(path) => match tree.file(path) {
                Some(file) => write(&target.join(path), &file.contents, file.executable, &mut folders)?,
                None => remove(target, path)?,
            },
            Change::Delete(path) => remove(target, path)?,
            Change::Manifest => {}
        }
    }
    let mut manifest = next_manifest(tree, &old);
    let done = changes.iter().map(Change::path).collect();
    // What was left undone is as the last run left it, and so is what is known of it: the next run goes on from there.
    for undone in differences(tree, &old, target, &done)? {
        match old.0.get(undone.path()) {
            Some(hash) => manifest.0.insert(undone.path().to_owned(), hash.clone()),
            None => manifest.0.remove(undone.path()),
        };
    }
    write(&target.join(manifest::NAME), &manifest.print(), false, &mut folders)
}

/// Writes a file. `folders` are those that are known to be there.
fn write(
    path: &Utf8Path,
    contents: &str,
    executable: bool,
    folders: &mut BTreeSet<String>,
) -> Result<(), WriteError> {
    let folder = path.parent().unwrap_or(Utf8Path::new("."));
    if !folders.contains(folder.as_str()) {
        fs::create_dir_all(folder).map_err(failed(WriteErrorKind::CreateFolder, folder))?;
        folders.insert(folder.to_string());
    }
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed(WriteErrorKind::Write, path))?;
    file.write_all(contents.as_bytes()).map_err(failed(WriteErrorKind::Write, path))?;
    set_mode(file.as_file(), executable).map_err(failed(WriteErrorKind::Write, path))?;
    file.persist(path).map_err(|error| failed(WriteErrorKind::Write, path)(error.error))?;
    Ok(())
}

#[cfg(unix)]
fn set_mode(file: &fs::File, executable: bool) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(if executable { 0o755 } else { 0o644 }))
}

#[cfg(not(unix))]
fn set_mode(_: &fs::File, _: bool) -> io::Result<()> {
    Ok(())
}

/// Removes a file, and the folders that it leaves empty.
fn remove(target: &Utf8Path, path: &str) -> Result<(), WriteError> {
    let full = target.join(path);
    fs::remove_file(&full).map_err(failed(WriteErrorKind::Delete, &full))?;
    let mut folder = full.parent();
    while let Some(empty) = folder.filter(|folder| *folder != target) {
        if fs::remove_dir(empty).is_err() {
            break;
        }
        folder = empty.parent();
    }
    Ok(())
}
