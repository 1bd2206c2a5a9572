//! `KeyPath`: where a value stands in `stack.yml`, in keys instead of lines.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Where a value stands: keys and list indices from the top, printed as `services.n8n.networks[0]`.
///
/// ```
/// use stack_model::KeyPath;
/// let path = KeyPath::root().key("routes").index(2).key("to");
/// assert_eq!(path.to_string(), "routes[2].to");
/// assert_eq!(KeyPath::parse("routes[2].to"), path);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct KeyPath(Vec<Segment>);

/// One step of a [`KeyPath`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// A key of a mapping.
    Key(String),
    /// An item of a list, counted from 0.
    Index(usize),
}

impl KeyPath {
    /// The whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// The path of a value below a key.
    #[must_use]
    pub fn key(&self, key: impl fmt::Display) -> Self {
        self.with(Segment::Key(key.to_string()))
    }

    /// The path of an item of a list.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.with(Segment::Index(index))
    }

    fn with(&self, segment: Segment) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment);
        Self(segments)
    }

    /// The same place, seen from above `base`.
    #[must_use]
    pub fn below(&self, base: &Self) -> Self {
        Self(base.0.iter().chain(&self.0).cloned().collect())
    }

    /// The path one step up; none for the root.
    pub fn parent(&self) -> Option<Self> {
        let (_, rest) = self.0.split_last()?;
        Some(Self(rest.to_vec()))
    }

    /// The steps, from the top.
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// Whether `other` is this place or lies below it.
    pub fn covers(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }

    /// Reads the printed form back. A key that holds `.` or `[` stands in double quotes there, and a double quote in it
    /// is written twice.
    pub fn parse(text: &str) -> Self {
        let mut segments = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(index) = rest.strip_prefix('[')
                && let Some((number, after)) = index.split_once(']')
                && let Ok(number) = number.parse()
            {
                segments.push(Segment::Index(number));
                rest = after;
            } else if let Some((key, after)) = rest.strip_prefix('"').and_then(unquote) {
                segments.push(Segment::Key(key));
                rest = after;
            } else {
                let end = rest
                    .char_indices()
                    .skip(1)
                    .find(|(_, c)| matches!(c, '.' | '['))
                    .map_or(rest.len(), |(at, _)| at);
                segments.push(Segment::Key(rest[..end].into()));
                rest = &rest[end..];
            }
            rest = rest.strip_prefix('.').unwrap_or(rest);
        }
        Self(segments)
    }
}

/// The key up to the closing quote, and what follows it; none if there is no such quote.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut key = String::new();
    let mut rest = text;
    loop {
        let (before, after) = rest.split_once('"')?;
        key.push_str(before);
        match after.strip_prefix('"') {
            None => return Some((key, after)),
            Some(after) => {
                key.push('"');
                rest = after;
            }
        }
    }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Index(index) => write!(f, "[{index}]")?,
                Segment::Key(key) => {
                    if at > 0 {
                        f.write_str(".")?;
                    }
                    let quoted = key.is_empty() || key.contains(['.', '[', ']', '"']);
                    if quoted { write!(f, "\"{}\"", key.replace('"', "\"\""))? } else { f.write_str(key)? }
                }
            }
        }
        Ok(())
    }
}

impl Serialize for KeyPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for KeyPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::parse(&text))
    }
}

impl JsonSchema for KeyPath {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "KeyPath".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "examples": ["services.n8n.networks[0]"] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_and_reads_back() {
        for text in ["", "a", "a.b[0].c", "a[0][1]", "config.models.\"claude-3.5\".key", "\"a\"\"b\""] {
            assert_eq!(KeyPath::parse(text).to_string(), text);
        }
    }

    #[test]
    fn covers_what_lies_below() {
        let service = KeyPath::parse("services.n8n");
        assert!(service.covers(&KeyPath::parse("services.n8n.image")));
        assert!(!service.covers(&KeyPath::parse("services.n8n-worker")));
    }
}
