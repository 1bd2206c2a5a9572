//! Text to marked tree: syntax, duplicate keys, anchors, and the bounds that keep hostile input harmless.

use super::marked::{Entry, Marked, MarkedKind};
use crate::syntax::{Position, Span};
use granit_parser::{Event, Parser, ScalarStyle, StrInput, Tag};
use std::{borrow::Cow, collections::BTreeMap};

/// A fault of the text itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fault {
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    /// The place that this one collides with.
    pub(crate) other: Option<(Span, String)>,
}

/// Values written down, keys included. A stack of ten thousand services stays below it.
const MAX_NODES: usize = 2_000_000;
/// Values that come into being by following aliases: the bound against "billion laughs".
const MAX_ALIASED_NODES: usize = 50_000;
/// Nesting. The model itself needs about ten levels.
const MAX_DEPTH: usize = 64;

/// More faults than this are of no use, and each costs a look at the whole text to place it.
const MAX_FAULTS: usize = 200;

/// Reads one document. Faults that leave the tree usable are returned beside it.
pub(crate) fn read(text: &str) -> (Option<Marked>, Vec<Fault>) {
    let mut reader = Reader {
        text,
        parser: Parser::new_from_str(text),
        faults: Vec::new(),
        anchors: BTreeMap::new(),
        nodes: 0,
        aliased: 0,
    };
    match reader.document() {
        Ok(node) => (Some(node), reader.faults),
        Err(fault) => {
            reader.faults.push(fault);
            (None, reader.faults)
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    parser: Parser<'a, StrInput<'a>>,
    faults: Vec<Fault>,
    anchors: BTreeMap<usize, Marked>,
    nodes: usize,
    aliased: usize,
}

fn fault(span: Span, message: impl Into<String>, help: &str) -> Fault {
    Fault { span, message: message.into(), help: (!help.is_empty()).then(|| help.into()), other: None }
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), Fault> {
        match self.parser.next() {
            Some(Ok((event, span))) => Ok((event, span.byte_range().unwrap_or(0..0))),
            Some(Err(error)) => {
                let marker = error.marker();
                let at = marker
                    .byte_offset()
                    .unwrap_or_else(|| Position::offset(self.text, marker.line(), marker.col()))
                    .min(self.text.len());
                let text = error.to_string();
                let message = text
                    .split(" at char ")
                    .next()
                    .unwrap_or(&text)
                    .split(" at byte ")
                    .next()
                    .unwrap_or(&text);
                Err(fault(at..at, format!("not valid YAML: {message}"), ""))
            }
            None => {
                Err(fault(self.text.len()..self.text.len(), "not valid YAML: unexpected end of the file", ""))
            }
        }
    }

    fn document(&mut self) -> Result<Marked, Fault> {
        loop {
            match self.next()? {
                (Event::StreamStart | Event::DocumentStart(..), _) => {}
                (Event::StreamEnd, _) => {
                    return Err(fault(0..0, "the file is empty", "begin with `format: 1`"));
                }
                (event, span) => {
                    let node = self.node(event, span, 0)?;
                    self.end_of_stream()?;
                    return Ok(node);
                }
            }
        }
    }

    fn end_of_stream(&mut self) -> Result<(), Fault> {
        loop {
            match self.next()? {
                (Event::StreamEnd, _) => return Ok(()),
                (Event::DocumentStart(..), span) => {
                    return Err(fault(
                        span,
                        "a second YAML document begins here",
                        "a stack is one document; remove the `---`",
                    ));
                }
                _ => {}
            }
        }
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Marked, Fault> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(fault(span, format!("more than {MAX_NODES} values"), ""));
        }
        if depth > MAX_DEPTH {
            return Err(fault(span, format!("nested deeper than {MAX_DEPTH} levels"), ""));
        }
        let (node, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_tag(tag.as_ref(), &span);
                let plain = style == ScalarStyle::Plain && tag.is_none();
                (Marked { span, kind: MarkedKind::Scalar { text: text.into_owned(), plain } }, anchor)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.refuse_tag(tag.as_ref(), &span);
                (self.sequence(&span, depth)?, anchor)
            }
            Event::MappingStart(_, anchor, tag) => {
                self.refuse_tag(tag.as_ref(), &span);
                (self.mapping(&span, depth)?, anchor)
            }
            Event::Alias(id) => return self.alias(id, span),
            _ => return Err(fault(span, "not valid YAML: a value was expected here", "")),
        };
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn sequence(&mut self, start: &Span, depth: usize) -> Result<Marked, Fault> {
        let mut items: Vec<Marked> = Vec::new();
        let mut end = start.end;
        loop {
            match self.next()? {
                (Event::SequenceEnd, span) => {
                    // The end event of a block list lies at the start of what follows it.
                    end = if span.is_empty() {
                        items.last().map_or(end, |item| item.span.end)
                    } else {
                        span.end
                    };
                    break;
                }
                (event, span) => {
                    end = span.end;
                    items.push(self.node(event, span, depth + 1)?);
                }
            }
        }
        Ok(Marked { span: start.start..end.max(start.start), kind: MarkedKind::Sequence(items) })
    }

    fn mapping(&mut self, start: &Span, depth: usize) -> Result<Marked, Fault> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        let mut end = start.end;
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                end = if span.is_empty() {
                    entries.last().map_or(end, |e| e.value.span.end.max(e.key_span.end))
                } else {
                    span.end
                };
                break;
            }
            let key = self.node(event, span, depth + 1)?;
            let (event, span) = self.next()?;
            let value = self.node(event, span, depth + 1)?;
            let MarkedKind::Scalar { text, .. } = key.kind else {
                self.report(fault(key.span, "a key is a word, not a list or a mapping", ""));
                continue;
            };
            if let Some(first) = seen.get(&text) {
                self.report(Fault {
                    other: Some((first.clone(), "first written here".into())),
                    ..fault(
                        key.span,
                        format!("duplicate key `{text}`"),
                        "remove one of the two; the second would silently win",
                    )
                });
                continue;
            }
            seen.insert(text.clone(), key.span.clone());
            entries.push(Entry { key: text, key_span: key.span, value });
        }
        Ok(Marked { span: start.start..end.max(start.start), kind: MarkedKind::Mapping(entries) })
    }

    fn alias(&mut self, id: usize, span: Span) -> Result<Marked, Fault> {
        let Some(target) = self.anchors.get(&id) else {
            return Err(fault(span, "this alias refers to a value that contains it", ""));
        };
        self.aliased += target.count();
        if self.aliased > MAX_ALIASED_NODES {
            let message = format!("aliases expand to more than {MAX_ALIASED_NODES} values");
            return Err(fault(span, message, "write the values out"));
        }
        Ok(Marked { span, kind: target.kind.clone() })
    }

    /// Keeps a fault that leaves the tree usable.
    fn report(&mut self, fault: Fault) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(fault);
        }
    }

    fn refuse_tag(&mut self, tag: Option<&Cow<'_, Tag>>, span: &Span) {
        if let Some(tag) = tag
            && tag.suffix() != "str"
        {
            let message = format!("the YAML tag `!{}` has no meaning here", tag.suffix());
            self.report(fault(span.clone(), message, "remove the tag"));
        }
    }
}
