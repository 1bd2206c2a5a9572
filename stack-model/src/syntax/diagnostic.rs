//! `Diagnostic`: a finding as plain data, and `Report`: all findings of one run.

use super::{KeyPath, Span};
use crate::value::DeploymentName;
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

/// A second place that explains the first: the cause label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where it stands.
    pub path: KeyPath,
    /// What it has to do with the finding.
    pub message: String,
    /// Its bytes in the source, where the source is known.
    pub span: Option<Span>,
}

/// One finding: where, what, why it matters, how to repair it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule's name, in kebab case.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where, in keys.
    pub path: KeyPath,
    /// Whether the key itself is at fault, not its value.
    pub at_key: bool,
    /// What is wrong: one lower-case phrase without a full stop.
    pub message: String,
    /// How to repair it.
    pub help: Option<String>,
    /// Places that explain it.
    pub related: Vec<Related>,
    /// The environment that it concerns; all of them if none.
    pub environment: Option<DeploymentName>,
    /// Its bytes in the source, where the source is known.
    pub span: Option<Span>,
}

impl Diagnostic {
    /// A finding with nothing but its place and its message.
    pub fn new(code: &'static str, severity: Severity, path: KeyPath, message: impl Into<String>) -> Self {
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
}

/// All findings of one run, sorted: by place in the source where it is known, else by key path.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
    pub fn only(self, environments: &[DeploymentName]) -> Self {
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
