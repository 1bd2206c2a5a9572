//! `ImageList`: how a program that watches images is told of those that no container has.

/// A file that names images to a program that watches for new versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageList {
    /// The variable that holds its path.
    pub variable: &'static str,
    /// Its path in the container.
    pub path: &'static str,
}
