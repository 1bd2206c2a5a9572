//! `Tree`: the planned files, in memory.

use crate::{
    Deployment,
    artefact::{Artefact, Content},
    manifest,
};
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
    left_out: Vec<String>,
    deployment: Deployment,
}

impl Tree {
    /// Adds a file that is not deployed.
    ///
    /// # Panics
    /// If two outputs claim one path, a path leaves the output, or it is where only what is deployed stands, so that the file needs an
    /// entry in the [`Deployment`]: a mistake of this crate, held at "never" by the property tests.
    pub(crate) fn add(&mut self, path: impl Into<String>, contents: String) {
        self.insert_undeployed(path.into(), File::new(contents, false, None));
    }

    /// Adds a file that is not deployed and can be executed.
    pub(crate) fn add_executable(&mut self, path: impl Into<String>, contents: String) {
        self.insert_undeployed(path.into(), File::new(contents, true, None));
    }

    /// Adds a file of the compose target: what an entry of the deployment is there, from its template if it has one.
    pub(crate) fn add_filled(&mut self, path: String, contents: String, artefact: &Artefact) {
        let template = artefact.source().and_then(|source| OutPath::new(format!("ansible/{source}")));
        self.insert(path, File::new(contents, artefact.mode.is_executable(), template));
    }

    /// The tree with the templates and files of everything that is deployed, each once.
    pub(crate) fn of(deployment: Deployment) -> Self {
        let mut tree = Self::default();
        for artefact in deployment.artefacts() {
            if let Content::Template(stored) | Content::Copy(stored) = &artefact.content {
                let path = format!("ansible/{}", stored.path);
                match tree.get(&path) {
                    None => tree.insert(path, File::new(stored.text.clone(), false, None)),
                    Some(text) => assert_eq!(text, stored.text, "one path, one output: {path}"),
                }
            }
        }
        tree.deployment = deployment;
        tree
    }

    /// What is deployed.
    pub fn deployment(&self) -> &Deployment {
        &self.deployment
    }

    /// What a path of the tree is deployed as: it is the file of the compose target, or what Ansible writes it from.
    pub fn artefacts<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Artefact> {
        self.deployment.artefacts().filter(move |artefact| artefact.is_made_of(path))
    }

    fn insert_undeployed(&mut self, path: String, file: File) {
        assert!(!is_of_deployment(&path), "{path} is not in the list of what is deployed");
        self.insert(path, file);
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
        self.left_out = kept.into_iter().map(|name| format!("compose/{name}/")).collect();
        self
    }

    /// Whether a path belongs to an environment that [`Tree::only`] left out.
    pub(crate) fn is_left_out(&self, path: &str) -> bool {
        self.left_out.iter().any(|prefix| path.starts_with(prefix.as_str()))
    }
}

/// Whether only what is deployed stands at a path: in a compose folder, or among the templates and files of the repository.
fn is_of_deployment(path: &str) -> bool {
    let below = path.strip_prefix("ansible/roles/").and_then(|path| path.split_once('/'));
    let in_role = below.is_some_and(|(_, path)| path.starts_with("templates/") || path.starts_with("files/"));
    in_role || path.starts_with("compose/") || path.starts_with("ansible/templates/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "compose/prod/vps/quadlet/stray.container is not in the list")]
    fn file_of_a_compose_folder_without_an_entry_is_refused_by_name() {
        Tree::default().add("compose/prod/vps/quadlet/stray.container", String::new());
    }

    #[test]
    #[should_panic(expected = "ansible/roles/docker/files/stray.sh is not in the list")]
    fn file_of_a_role_without_an_entry_is_refused_by_name() {
        Tree::default().add_executable("ansible/roles/docker/files/stray.sh", String::new());
    }

    #[test]
    fn paths_stay_inside() {
        assert!(OutPath::new("a/b.yml").is_some());
        for path in ["", "/etc/passwd", "a/../b", "./a", "a//b", "a\\b", "a\nb"] {
            assert!(OutPath::new(path).is_none(), "{path:?}");
        }
    }
}
