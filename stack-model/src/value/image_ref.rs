//! `ImageRef`: a container image with its tag and digest.

use super::{domain_name::is_label, text_newtype::text_newtype};
use std::fmt;
use thiserror::Error;

/// A container image: `[registry/]path[:tag][@sha256:…]`, spelled as Docker's reference grammar has it.
///
/// ```
/// use stack_model::ImageRef;
/// let image = ImageRef::new("docker.io/library/postgres:17.9-bookworm")?;
/// assert_eq!(image.tag(), Some("17.9-bookworm"));
/// assert!(image.is_pinned() && image.digest().is_none());
/// # Ok::<(), stack_model::InvalidImageRef>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImageRef {
    repository: String,
    tag: Option<String>,
    digest: Option<Digest>,
}

/// The sha256 digest of an image: 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(String);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256:{}", self.0)
    }
}

/// Why an image reference is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidImageRef {
    /// The part before the tag is not a repository name.
    #[error(
        "`{0}` is not an image repository; write lower-case words joined by `/`, such as `docker.io/library/redis`"
    )]
    Repository(String),
    /// The part after `:` is not a tag.
    #[error("`{0}` is not an image tag; at most 128 letters, digits, `_`, `.` and `-`")]
    Tag(String),
    /// The part after `@` is not a sha256 digest.
    #[error("`{0}` is not an image digest; write `sha256:` and 64 hexadecimal digits")]
    Digest(String),
}

impl ImageRef {
    /// Takes a reference.
    ///
    /// # Errors
    /// [`InvalidImageRef`] names the part that breaks the grammar.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidImageRef> {
        let text = text.into();
        let (name, digest) = match text.split_once('@') {
            Some((name, digest)) => (name, Some(parse_digest(digest)?)),
            None => (text.as_str(), None),
        };
        let last_slash = name.rfind('/').map_or(0, |slash| slash + 1);
        let (repository, tag) = match name[last_slash..].rfind(':') {
            Some(colon) => (&name[..last_slash + colon], Some(parse_tag(&name[last_slash + colon + 1..])?)),
            None => (name, None),
        };
        if !is_repository(repository) {
            return Err(InvalidImageRef::Repository(repository.into()));
        }
        Ok(Self { repository: repository.into(), tag, digest })
    }

    /// The part before the tag.
    pub fn repository(&self) -> &str {
        &self.repository
    }

    /// The tag, if one is written.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// A regular expression (RE2) of the tags of all releases that are named as this one is: each number of the tag is any number,
    /// the rest stays. None without a tag.
    ///
    /// ```
    /// use stack_model::ImageRef;
    /// let image = ImageRef::new("docker.io/library/postgres:17.9-bookworm").unwrap();
    /// assert_eq!(image.release_pattern().unwrap(), r"^\d+\.\d+-bookworm$");
    /// ```
    pub fn release_pattern(&self) -> Option<String> {
        let mut pattern = String::from("^");
        let mut digits = false;
        for c in self.tag()?.chars() {
            let digit = c.is_ascii_digit();
            match c {
                _ if digit && digits => {}
                _ if digit => pattern.push_str(r"\d+"),
                '.' => pattern.push_str(r"\."),
                c => pattern.push(c),
            }
            digits = digit;
        }
        pattern.push('$');
        Some(pattern)
    }

    /// The digest, if one is written.
    pub fn digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }

    /// Whether the reference means the same image tomorrow: a digest, or a tag that holds a version.
    pub fn is_pinned(&self) -> bool {
        const MOVING: [&str; 7] = ["latest", "stable", "main", "master", "edge", "nightly", "dev"];
        self.digest.is_some()
            || self.tag().is_some_and(|tag| {
                let versioned = tag.split(['-', '_']).any(|part| {
                    let part = part.strip_prefix('v').unwrap_or(part);
                    part.starts_with(|c: char| c.is_ascii_digit()) && part.contains('.')
                });
                versioned && !MOVING.contains(&tag)
            })
    }

    /// The major version that the tag begins with, if it does: `17` of `17.9-bookworm`, `1` of `v1.17.0`.
    pub fn major(&self) -> Option<u32> {
        self.version_part(0)
    }

    /// The first two numbers of the tag's version.
    pub fn major_minor(&self) -> Option<(u32, u32)> {
        Some((self.version_part(0)?, self.version_part(1)?))
    }

    fn version_part(&self, index: usize) -> Option<u32> {
        let tag = self.tag()?;
        let tag = tag.strip_prefix('v').unwrap_or(tag);
        tag.split(['.', '-']).nth(index)?.parse().ok()
    }
}

fn parse_digest(text: &str) -> Result<Digest, InvalidImageRef> {
    let hex = text.strip_prefix("sha256:").filter(|hex| {
        hex.len() == 64 && hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    });
    hex.map(|hex| Digest(hex.into())).ok_or_else(|| InvalidImageRef::Digest(text.into()))
}

fn parse_tag(tag: &str) -> Result<String, InvalidImageRef> {
    let spelled = tag.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b))
        && tag.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_')
        && tag.len() <= 128;
    if spelled { Ok(tag.into()) } else { Err(InvalidImageRef::Tag(tag.into())) }
}

/// Docker's grammar: path components of lower-case words joined by `.`, `_`, `__` or `-`; the first may be a registry.
fn is_repository(repository: &str) -> bool {
    let mut components = repository.split('/').peekable();
    let Some(first) = components.next() else { return false };
    let has_path = components.peek().is_some();
    let registry = has_path && (first.contains(['.', ':']) || first == "localhost");
    let first_is_valid = if registry { is_registry(first) } else { is_component(first) };
    first_is_valid && components.all(is_component) && repository.len() <= 255
}

/// A host name, with a port if wanted.
fn is_registry(registry: &str) -> bool {
    let (host, port) = registry.split_once(':').unwrap_or((registry, "443"));
    let port_fits = port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok();
    port_fits && host.split('.').all(|label| is_label(&label.to_ascii_lowercase()))
}

/// Words of lower-case letters and digits, joined by one separator each.
fn is_component(component: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let separator = |text: &str| matches!(text, "." | "_" | "__") || text.bytes().all(|b| b == b'-');
    component.starts_with(letter) && component.ends_with(letter) && component.split(letter).all(separator)
}

impl fmt::Display for ImageRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.repository)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

text_newtype!(
    ImageRef,
    InvalidImageRef,
    pattern = "^[a-z0-9][a-zA-Z0-9._/:-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?(@sha256:[0-9a-f]{64})?$",
    example = "docker.io/library/redis:8.4.0-bookworm"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_tag_and_digest_together() {
        let text = format!("ghcr.io/example/app:1.2.3@sha256:{}", "0123456789abcdef".repeat(4));
        let image = ImageRef::new(text.as_str()).unwrap();
        assert_eq!(image.to_string(), text);
        assert!(image.digest().is_some());
    }

    #[test]
    fn a_registry_port_is_not_a_tag() {
        let image = ImageRef::new("localhost:5000/app").unwrap();
        assert_eq!((image.repository(), image.tag()), ("localhost:5000/app", None));
    }

    #[test]
    fn words_are_joined_as_docker_joins_them() {
        for text in ["a.b/c_d/e__f/g-h/i--j", "Registry.example.com:5000/a", "localhost/a", "a1"] {
            assert_eq!(ImageRef::new(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn pinned_means_a_version() {
        for (text, pinned) in [
            ("caddy:2.11.4", true),
            ("ghcr.io/berriai/litellm:v1.83.3-stable", true),
            ("ghcr.io/berriai/litellm:main-v1.82.0-stable", true),
            ("caddy:2-alpine", false),
            ("redis", false),
            ("redis:latest", false),
            ("redis:bookworm", false),
        ] {
            assert_eq!(ImageRef::new(text).unwrap().is_pinned(), pinned, "{text}");
        }
    }

    #[test]
    fn refuses_what_docker_refuses() {
        for text in [
            "",
            "UPPER/x",
            "a//b",
            "/a",
            "a:",
            "a:-x",
            "a@sha256:12",
            "a b",
            "é",
            "a..b",
            "a._b",
            "a___b",
            "./x",
            "a.:80/x",
            "a.b:+5/x",
        ] {
            assert!(ImageRef::new(text).is_err(), "{text}");
        }
    }
}
