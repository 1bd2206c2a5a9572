//! `AskedPath`: the path of a request, as a proxy compares it with patterns.

/// The path of a request as Caddy compares it with patterns: without its query, with its escapes undone, in lower case, without
/// `.`, `..` and doubled slashes. A route cannot be got round by another spelling of its path.
///
/// Read in caddyserver/caddy 2.11, modules/caddyhttp/matchers.go (`MatchPath`) and caddyhttp.go (`CleanPath`); held against the
/// real one by `cargo xtask gates`.
///
/// ```
/// use stack_model::AskedPath;
/// let path = AskedPath::new("/LiteLLM//v1/%2e%2e/v2/?key=1").unwrap();
/// assert_eq!(path.as_str(), "/litellm/v2/");
/// assert!(AskedPath::new("/100%").is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedPath(String);

impl AskedPath {
    /// Takes the path of a request as it stands in its first line. None for one that a proxy answers with 400 at once: an escape
    /// that is none, or a path that does not begin with `/`.
    pub fn new(asked: &str) -> Option<Self> {
        let path = asked.split('?').next().unwrap_or_default();
        let decoded = decode(path).filter(|_| path.starts_with('/'))?;
        // One character for one: `İ` becomes `i`, where Unicode's full mapping would add a dot.
        let lower: String =
            String::from_utf8_lossy(&decoded).chars().filter_map(|c| c.to_lowercase().next()).collect();
        Some(Self(clean(&lower)))
    }

    /// The path `/`.
    pub fn root() -> Self {
        Self("/".into())
    }

    /// What is compared.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a pattern below a prefix fits: an exact path, or what begins with it where it ends with `/*`.
    pub(super) fn fits(&self, prefix: &str, pattern: &str) -> bool {
        let whole = format!("{prefix}{pattern}").to_ascii_lowercase();
        whole.strip_suffix('*').map_or_else(|| self.0 == whole, |start| self.0.starts_with(start))
    }
}

/// Undoes escapes; none if a `%` is not followed by two digits.
fn decode(path: &str) -> Option<Vec<u8>> {
    let mut bytes = path.bytes();
    let mut decoded = Vec::new();
    while let Some(byte) = bytes.next() {
        decoded.push(if byte == b'%' {
            let mut digit = || (bytes.next()? as char).to_digit(16);
            u8::try_from(digit()? * 16 + digit()?).ok()?
        } else {
            byte
        });
    }
    Some(decoded)
}

/// Without `.`, `..` and empty segments; a slash at the end stays.
fn clean(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/').filter(|segment| !segment.is_empty() && *segment != ".") {
        if segment == ".." {
            segments.pop();
        } else {
            segments.push(segment);
        }
    }
    let end = if path.ends_with('/') && !segments.is_empty() { "/" } else { "" };
    format!("/{}{end}", segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_path_are_one() {
        for spelling in ["/a/b", "/A/b", "/a//b", "/./a/x/../b", "/%61/b", "/a%2Fb", "/../a/b?x=/c", "/a/b/."]
        {
            assert_eq!(AskedPath::new(spelling).unwrap().as_str(), "/a/b", "{spelling}");
        }
        assert_eq!(AskedPath::new("/a/b/").unwrap().as_str(), "/a/b/");
        assert_eq!(AskedPath::new("/..//").unwrap().as_str(), "/");
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for asked in ["", "a", "/%", "/%2", "/%zz", "?x"] {
            assert_eq!(AskedPath::new(asked), None, "{asked}");
        }
    }
}
