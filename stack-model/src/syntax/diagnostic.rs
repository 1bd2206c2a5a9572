//! `Diagnostic`: one finding, and `Report`: all findings of one run.

use super::{KeyPath, Span};
use crate::value::EnvironmentName;
use serde::Serialize;
use std::fmt;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The emitted tree would fail, expose something, lose data or cost money.
    Error,
    /// It depends on numbers of run time, or asks for a decision.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// A second place that explains a finding, such as the other of two values that do not go together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Related {
    pub(crate) path: KeyPath,
    pub(crate) message: String,
    pub(crate) span: Option<Span>,
}

/// One finding: where, what, and how to repair it. Only the reader and the rules make findings, so that each has the code of a
/// rule, and a page that explains it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    pub(crate) code: &'static str,
    pub(crate) severity: Severity,
    pub(crate) path: KeyPath,
    #[serde(skip)]
    pub(crate) at_key: bool,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    pub(crate) related: Vec<Related>,
    pub(crate) environment: Option<EnvironmentName>,
    pub(crate) span: Option<Span>,
}

impl Related {
    /// Where it stands, in keys.
    pub const fn path(&self) -> &KeyPath {
        &self.path
    }

    /// What it has to do with the finding: a lower-case phrase.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Its bytes in the source; none before [`Source::place`](crate::Source::place).
    pub const fn span(&self) -> Option<&Span> {
        self.span.as_ref()
    }
}

impl Diagnostic {
    /// A finding with nothing but its place and its message.
    pub(crate) fn new(
        code: &'static str,
        severity: Severity,
        path: KeyPath,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity,
            path,
            at_key: false,
            message: message.into(),
            help: None,
            related: Vec::new(),
            environment: None,
            span: None,
        }
    }

    /// The name of its rule, in kebab case. [`rule`](crate::rules::rule) has the page.
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// How bad it is.
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// Where, in keys.
    pub const fn path(&self) -> &KeyPath {
        &self.path
    }

    /// What is wrong: one lower-case phrase without a full stop.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// How to repair it.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// Places that explain it.
    pub fn related(&self) -> &[Related] {
        &self.related
    }

    /// The environment that it concerns; all of them if none.
    pub const fn environment(&self) -> Option<&EnvironmentName> {
        self.environment.as_ref()
    }

    /// Its bytes in the source; none before [`Source::place`](crate::Source::place). Lines and columns are those of
    /// [`Source::position`](crate::Source::position).
    pub const fn span(&self) -> Option<&Span> {
        self.span.as_ref()
    }
}

/// All findings of one run, sorted: by place in the source where it is known, else by key path.
///
/// It is the error of [`Source::parse`](crate::Source::parse) and [`check`](crate::check).
///
/// ```
/// use stack_model::{Report, Severity, Source, check};
///
/// let source = Source::new("stack.yml", "format: 1\nproject: { name: wiki }\nhost: {}\n");
/// let report: Report = source.parse().and_then(check).map(drop).unwrap_err();
/// for finding in report.findings().iter().filter(|finding| finding.severity() == Severity::Error) {
///     let line = source.position(finding).map_or(1, |position| position.line);
///     println!("{}:{line}: {} [{}]", source.name(), finding.message(), finding.code());
/// }
/// let typo = report.findings().iter().find(|finding| finding.code() == "unknown-key").unwrap();
/// assert_eq!(source.position(typo).unwrap().line, 3);
/// assert_eq!(typo.help(), Some("did you mean `hosts`?"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Report {
    findings: Vec<Diagnostic>,
}

impl Report {
    /// Collects findings.
    pub fn new(mut findings: Vec<Diagnostic>) -> Self {
        findings.sort_by(|a, b| {
            let start = |d: &Diagnostic| d.span.as_ref().map(|span| span.start);
            (start(a), &a.path, a.code, &a.message, &a.environment).cmp(&(
                start(b),
                &b.path,
                b.code,
                &b.message,
                &b.environment,
            ))
        });
        Self { findings }
    }

    /// The findings.
    pub fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }

    pub(crate) fn into_findings(self) -> Vec<Diagnostic> {
        self.findings
    }

    /// The number of findings of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// The findings that concern one of `environments`, or every environment. All of them if the list is empty.
    #[must_use]
    pub fn only(self, environments: &[EnvironmentName]) -> Self {
        let concerns = |finding: &Diagnostic| {
            environments.is_empty()
                || finding.environment.as_ref().is_none_or(|environment| environments.contains(environment))
        };
        Self { findings: self.findings.into_iter().filter(concerns).collect() }
    }
}

impl fmt::Display for Report {
    /// One line a finding, for logs; the command line prints excerpts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{}[{}] {}: {}", finding.severity, finding.code, finding.path, finding.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Report {}
