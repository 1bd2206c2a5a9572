//! `Source`: the text of a stack, its marked tree, and the way from key paths back to lines.

mod deserializer;
mod marked;
mod misfit;
mod reader;
mod shape;
mod variant;
mod yaml_traps;

use super::{Diagnostic, KeyPath, Position, Related, Report, Severity, Span, position::Lines};
use marked::Marked;
use misfit::{Cause, Misfit};
use serde::de::DeserializeOwned;

/// Larger files are not read. Ten thousand services need about 4 MiB.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// The text of a `stack.yml`, with the place of every key and value.
///
/// ```
/// use stack_model::Source;
/// let source = Source::new("stack.yml", "format: 1\nproject: { name: 7 }\n");
/// let report = source.parse().unwrap_err();
/// let finding = &report.findings()[0];
/// assert_eq!(finding.code(), "invalid-value");
/// assert_eq!(finding.path().to_string(), "project.name");
/// assert_eq!(source.position(finding).unwrap().line, 2);
/// ```
#[derive(Debug, Clone)]
pub struct Source {
    name: String,
    text: String,
    lines: Lines,
    root: Option<Marked>,
    faults: Vec<Diagnostic>,
}

impl Source {
    /// Reads a text. Faults are reported by [`Source::parse`], as everything that is wrong with it.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let (name, text) = (name.into(), text.into());
        if text.len() > MAX_BYTES {
            let message = format!(
                "the file has {} MiB; a stack may have at most {} MiB",
                text.len() >> 20,
                MAX_BYTES >> 20
            );
            return Self::refused(name, message, 0);
        }
        let (root, faults) = reader::read(&text);
        let faults = faults
            .into_iter()
            .map(|fault| {
                let mut finding =
                    Diagnostic::new("invalid-yaml", Severity::Error, KeyPath::root(), fault.message);
                finding.help = fault.help;
                finding.span = Some(fault.span);
                finding.related = fault
                    .other
                    .into_iter()
                    .map(|(span, message)| Related { path: KeyPath::root(), message, span: Some(span) })
                    .collect();
                finding
            })
            .collect();
        Self { lines: Lines::of(&text), name, text, root, faults }
    }

    /// Reads bytes. A byte that is not UTF-8 is a fault with a place.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self::new(name, text),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let line = error.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1;
                Self::refused(
                    name.into(),
                    format!("the file is not UTF-8: a stray byte on line {line}"),
                    line,
                )
            }
        }
    }

    /// A source whose text cannot be kept: empty lines stand for it, so that the line of the fault is still true.
    fn refused(name: String, message: String, line: usize) -> Self {
        let text = "\n".repeat(line.clamp(1, 100_000));
        let mut finding = Diagnostic::new("invalid-yaml", Severity::Error, KeyPath::root(), message);
        finding.span = Some(line.saturating_sub(1)..line.saturating_sub(1));
        Self { lines: Lines::of(&text), name, text, root: None, faults: vec![finding] }
    }

    /// The name that reports show.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What is written, as a value of a type.
    ///
    /// # Errors
    /// Every fault of syntax, every unknown key and every value that does not fit its type.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, Report> {
        let mut findings = self.faults.clone();
        let value = match self.root.as_ref().map(shape::deserialize::<T>) {
            None => None,
            Some(Ok(value)) => Some(value),
            Some(Err(misfits)) => {
                findings.extend(misfits.iter().map(|misfit| misfit_finding(misfit, &KeyPath::root())));
                None
            }
        };
        match value {
            Some(value) if findings.is_empty() => Ok(value),
            _ => Err(self.place(Report::new(findings))),
        }
    }

    /// Gives every finding its bytes in this text.
    #[must_use]
    pub fn place(&self, report: Report) -> Report {
        let findings = report.into_findings().into_iter().map(|mut finding| {
            let at_key = finding.at_key;
            finding.span = finding.span.or_else(|| self.span(&finding.path, at_key));
            for related in &mut finding.related {
                related.span = related.span.clone().or_else(|| self.span(&related.path, true));
            }
            finding
        });
        Report::new(findings.collect())
    }

    /// The line and column where a placed finding begins.
    pub fn position(&self, finding: &Diagnostic) -> Option<Position> {
        finding.span.as_ref().map(|span| self.lines.position(&self.text, span.start))
    }

    /// The bytes of a value; of its key where the value spans lines, because a key is what one looks for.
    fn span(&self, path: &KeyPath, at_key: bool) -> Option<Span> {
        let place = self.root.as_ref()?.locate(path);
        let value_spans_lines =
            self.text.get(place.value.clone()).is_none_or(|text| text.contains('\n') || text.is_empty());
        let span = match place.key {
            Some(key) if at_key || value_spans_lines => key,
            _ if value_spans_lines => first_line(&self.text, place.value),
            _ => place.value,
        };
        Some(span)
    }
}

/// The part of a span that lies on its first line.
fn first_line(text: &str, span: Span) -> Span {
    let line = text.get(span.clone()).and_then(|text| text.lines().next()).unwrap_or_default();
    span.start..span.start + line.trim_end().len()
}

/// A misfit of the value at `base`, as a finding.
fn misfit_finding(misfit: &Misfit, base: &KeyPath) -> Diagnostic {
    let code = if matches!(misfit.cause, Cause::UnknownKey(_)) { "unknown-key" } else { "invalid-value" };
    let mut finding = Diagnostic::new(code, Severity::Error, misfit.path().below(base), misfit.to_string());
    finding.at_key = !matches!(misfit.cause, Cause::Value(_));
    finding.help.clone_from(&misfit.help);
    finding
}

/// Deserialises a value that was kept as it is until its type was known; findings stand below `base`.
pub(crate) fn deserialize_kept<T: DeserializeOwned>(
    value: &serde_json::Value,
    base: &KeyPath,
) -> Result<T, Vec<Diagnostic>> {
    shape::deserialize(&Marked::from_json(value))
        .map_err(|misfits| misfits.iter().map(|misfit| misfit_finding(misfit, base)).collect())
}
