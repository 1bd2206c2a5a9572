//! `Tree`: the planned files, in memory.

use crate::manifest;
use std::{borrow::Borrow, collections::BTreeMap, fmt};

/// A relative path of the output: no `..`, no absolute path, `/` between its parts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutPath(String);

impl OutPath {
    /// Takes a path, if it stays inside of the output.
    pub fn new(path: impl Into<String>) -> Option<Self> {
        let path = path.into();
        let inside = path.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
            && !path.contains(['\\', '\0', '\n', '\r']);
        inside.then_some(Self(path))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OutPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for OutPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// A planned file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// What it holds.
    pub contents: String,
    /// Whether it can be executed.
    pub executable: bool,
    /// The template of the Ansible tree that it was filled from, if it was.
    pub template: Option<OutPath>,
    /// The sha256 of what it holds, in hexadecimal.
    pub(crate) hash: String,
}

impl File {
    fn new(contents: String, executable: bool, template: Option<OutPath>) -> Self {
        Self { hash: manifest::hash(contents.as_bytes()), contents, executable, template }
    }
}

/// The planned files, by path, in a fixed order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    files: BTreeMap<OutPath, File>,
    kept: Vec<String>,
}

impl Tree {
    /// Adds a file.
    ///
    /// # Panics
    /// If two outputs claim one path, or a path leaves the output: a mistake of this crate, held at "never" by the
    /// property tests.
    pub(crate) fn add(&mut self, path: impl Into<String>, contents: String) {
        self.insert(path.into(), File::new(contents, false, None));
    }

    /// Adds a file that can be executed.
    pub(crate) fn add_executable(&mut self, path: impl Into<String>, contents: String) {
        self.insert(path.into(), File::new(contents, true, None));
    }

    /// Adds a file that stage 2 filled from a template.
    pub(crate) fn add_filled(&mut self, path: String, contents: String, executable: bool, template: &str) {
        self.insert(path, File::new(contents, executable, OutPath::new(template)));
    }

    fn insert(&mut self, path: String, file: File) {
        let path = OutPath::new(path).expect("an output path stays inside of the output");
        let previous = self.files.insert(path, file);
        assert!(previous.is_none(), "one path, one output");
    }

    /// The files, by path.
    pub fn files(&self) -> impl Iterator<Item = (&OutPath, &File)> {
        self.files.iter()
    }

    /// The text of one file.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.file(path).map(|file| file.contents.as_str())
    }

    pub(crate) fn file(&self, path: &str) -> Option<&File> {
        self.files.get(path)
    }

    pub(crate) fn contains(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The number of files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The tree without the compose targets of other environments. Files of those on disk are left as they are.
    #[must_use]
    pub fn only(mut self, environments: &[String]) -> Self {
        let foreign = |path: &str| {
            let environment = path.strip_prefix("compose/").and_then(|rest| rest.split('/').next());
            environment.filter(|name| !environments.iter().any(|known| known == name)).map(str::to_owned)
        };
        if environments.is_empty() {
            return self;
        }
        let mut kept: Vec<String> = self.files.keys().filter_map(|path| foreign(path.as_str())).collect();
        kept.dedup();
        self.files.retain(|path, _| foreign(path.as_str()).is_none());
        self.kept = kept.into_iter().map(|name| format!("compose/{name}/")).collect();
        self
    }

    /// Whether a path belongs to an environment that [`Tree::only`] left out.
    pub(crate) fn is_left_out(&self, path: &str) -> bool {
        self.kept.iter().any(|prefix| path.starts_with(prefix.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside() {
        assert!(OutPath::new("a/b.yml").is_some());
        for path in ["", "/etc/passwd", "a/../b", "./a", "a//b", "a\\b", "a\nb"] {
            assert!(OutPath::new(path).is_none(), "{path:?}");
        }
    }
}
