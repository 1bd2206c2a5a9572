//! `UrlPath` and `PathPattern`: the path part of a route.

use super::text_newtype::text_newtype;
use thiserror::Error;

/// A path of a URL, such as `/healthz` or `/api/health?full=1`: what a probe asks for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UrlPath(String);

/// A pattern of paths as Caddy's `path` matcher has it: an exact path, or a prefix that ends in `/*`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PathPattern(String);

/// Why a path is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a path; write `/`, then letters, digits and `-._~%/`, such as `{1}`")]
pub struct InvalidUrlPath(String, &'static str);

const UNRESERVED: &[u8] = b"-._~%/+@:";

impl UrlPath {
    /// Takes a path, with an optional query.
    ///
    /// # Errors
    /// [`InvalidUrlPath`] if it does not begin with `/` or holds a character that URLs encode.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidUrlPath> {
        let text = text.into();
        let (path, query) = text.split_once('?').unwrap_or((&text, ""));
        let query_fits = query.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%/+@:&=".contains(&b));
        if is_path(path) && query_fits { Ok(Self(text)) } else { Err(InvalidUrlPath(text, "/healthz")) }
    }
}

impl PathPattern {
    /// Takes a pattern.
    ///
    /// # Errors
    /// [`InvalidUrlPath`] if it does not begin with `/`, or has a `*` elsewhere than in a final `/*`.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidUrlPath> {
        let text = text.into();
        let base = text.strip_suffix("/*").unwrap_or(&text);
        let valid = (base.is_empty() && text == "/*") || is_path(base);
        if valid { Ok(Self(text)) } else { Err(InvalidUrlPath(text, "/v1/*")) }
    }

    /// Whether some path matches both patterns.
    pub fn overlaps(&self, other: &Self) -> bool {
        let prefix = |pattern: &Self| pattern.0.strip_suffix('*').map(str::to_owned);
        match (prefix(self), prefix(other)) {
            (Some(a), Some(b)) => a.starts_with(&b) || b.starts_with(&a),
            (Some(a), None) => other.0.starts_with(&a),
            (None, Some(b)) => self.0.starts_with(&b),
            (None, None) => self.0 == other.0,
        }
    }
}

fn is_path(path: &str) -> bool {
    path.starts_with('/')
        && path.len() <= 512
        && path.bytes().all(|b| b.is_ascii_alphanumeric() || UNRESERVED.contains(&b))
        && !path.split('/').any(|segment| segment == "..")
}

text_newtype!(UrlPath(String), InvalidUrlPath, pattern = "^/[A-Za-z0-9._~%/+@:&=?-]*$", example = "/healthz");
text_newtype!(
    PathPattern(String),
    InvalidUrlPath,
    pattern = "^/[A-Za-z0-9._~%/+@:-]*(\\*)?$",
    example = "/v1/*"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_ends_a_pattern() {
        assert!(PathPattern::new("/v1/*").is_ok() && PathPattern::new("/*").is_ok());
        for text in ["", "v1", "/v*", "/*/x", "/a b", "/{x}", "/../etc", "/v1/**"] {
            assert!(PathPattern::new(text).is_err(), "{text}");
        }
    }

    #[test]
    fn overlap_follows_the_prefix() {
        let overlaps =
            |a: &str, b: &str| PathPattern::new(a).unwrap().overlaps(&PathPattern::new(b).unwrap());
        assert!(overlaps("/v1/*", "/v1/models") && overlaps("/*", "/v1/*") && overlaps("/a", "/a"));
        assert!(!overlaps("/v1/*", "/v2/*") && !overlaps("/v1/*", "/v1"));
    }
}
