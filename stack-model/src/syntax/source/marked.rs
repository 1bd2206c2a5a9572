//! The marked tree: what the text says, with the byte span of every key and value.

use crate::syntax::{KeyPath, Segment, Span};

/// A value of the document.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Marked {
    pub(crate) span: Span,
    pub(crate) kind: MarkedKind,
}

/// What kind of value it is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum MarkedKind {
    /// A scalar; `plain` if no quotes mark it as text.
    Scalar { text: String, plain: bool },
    /// A list.
    Sequence(Vec<Marked>),
    /// A mapping, in the order of the text.
    Mapping(Vec<Entry>),
    /// An item of a list that was taken out; it stays so that later items keep their index.
    Pruned,
}

impl Default for MarkedKind {
    fn default() -> Self {
        Self::Scalar { text: String::new(), plain: true }
    }
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_span: Span,
    pub(crate) value: Marked,
}

/// Where a path leads: the key, if the last step is one, and the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) key: Option<Span>,
    pub(crate) value: Span,
}

impl Marked {
    /// The number of nodes of this tree, keys included.
    pub(crate) fn count(&self) -> usize {
        1 + match &self.kind {
            MarkedKind::Scalar { .. } | MarkedKind::Pruned => 0,
            MarkedKind::Sequence(items) => items.iter().map(Self::count).sum(),
            MarkedKind::Mapping(entries) => entries.iter().map(|entry| 1 + entry.value.count()).sum(),
        }
    }

    /// The place of the deepest part of `path` that exists.
    pub(crate) fn locate(&self, path: &KeyPath) -> Place {
        let (mut node, mut key) = (self, None);
        for segment in path.segments() {
            match (segment, &node.kind) {
                (Segment::Key(name), MarkedKind::Mapping(entries)) => {
                    let Some(entry) = entries.iter().find(|entry| entry.key == *name) else { break };
                    key = Some(entry.key_span.clone());
                    node = &entry.value;
                }
                (Segment::Index(index), MarkedKind::Sequence(items)) => {
                    let Some(item) = items.get(*index) else { break };
                    key = None;
                    node = item;
                }
                _ => break,
            }
        }
        Place { key, value: node.span.clone() }
    }

    /// Removes what `path` names. `false` if it names nothing, or the whole document.
    pub(crate) fn prune(&mut self, path: &KeyPath) -> bool {
        let Some((last, above)) = path.segments().split_last() else { return false };
        let mut node = self;
        for segment in above {
            let next = match (segment, &mut node.kind) {
                (Segment::Key(name), MarkedKind::Mapping(entries)) => {
                    entries.iter_mut().find(|entry| entry.key == *name).map(|entry| &mut entry.value)
                }
                (Segment::Index(index), MarkedKind::Sequence(items)) => items.get_mut(*index),
                _ => None,
            };
            let Some(next) = next else { return false };
            node = next;
        }
        match (last, &mut node.kind) {
            (Segment::Key(name), MarkedKind::Mapping(entries)) => {
                let before = entries.len();
                entries.retain(|entry| entry.key != *name);
                entries.len() < before
            }
            (Segment::Index(index), MarkedKind::Sequence(items)) => {
                let fresh = items.get_mut(*index).filter(|item| item.kind != MarkedKind::Pruned);
                fresh.map(|item| item.kind = MarkedKind::Pruned).is_some()
            }
            _ => false,
        }
    }

    /// The tree of a JSON value: text is quoted, the rest is plain; there are no spans.
    pub(crate) fn from_json(value: &serde_json::Value) -> Self {
        use serde_json::Value;
        let plain = |text: String| MarkedKind::Scalar { text, plain: true };
        let kind = match value {
            Value::Null => plain(String::new()),
            Value::Bool(value) => plain(value.to_string()),
            Value::Number(value) => plain(value.to_string()),
            Value::String(text) => MarkedKind::Scalar { text: text.clone(), plain: false },
            Value::Array(items) => MarkedKind::Sequence(items.iter().map(Self::from_json).collect()),
            Value::Object(entries) => MarkedKind::Mapping(
                entries
                    .iter()
                    .map(|(key, value)| Entry {
                        key: key.clone(),
                        key_span: 0..0,
                        value: Self::from_json(value),
                    })
                    .collect(),
            ),
        };
        Self { span: 0..0, kind }
    }
}
