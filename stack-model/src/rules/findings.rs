//! `Findings`: where rules report to.

use super::Rule;
use crate::{Diagnostic, KeyPath, Severity, syntax::Related, value::EnvironmentName};

/// Where a rule reports to. It knows the rule, so that a rule states only where, what and how to repair.
#[derive(Debug)]
pub struct Findings<'a> {
    rule: &'static Rule,
    findings: &'a mut Vec<Diagnostic>,
}

impl<'a> Findings<'a> {
    pub(crate) fn new(rule: &'static Rule, findings: &'a mut Vec<Diagnostic>) -> Self {
        Self { rule, findings }
    }

    /// Reports that the value at `path` is wrong. The message is one lower-case phrase without a full stop.
    pub fn report(&mut self, path: KeyPath, message: impl Into<String>) -> Finding<'_> {
        self.findings.push(Diagnostic::new(self.rule.code, self.rule.severity, path, message));
        Finding(self.findings.last_mut().expect("a finding was just pushed"))
    }
}

/// Proof that an error was reported. What cannot be made without a value returns it, so that a failure is never silent and
/// never without a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reported(());

/// Every value, or proof that an error was reported of one of them: each is looked at, so that one run finds them all.
pub(crate) fn all<T>(values: impl Iterator<Item = Result<T, Reported>>) -> Result<Vec<T>, Reported> {
    let values: Vec<Result<T, Reported>> = values.collect();
    values.into_iter().collect()
}

/// A finding just reported, to say more about it.
#[derive(Debug)]
pub struct Finding<'a>(&'a mut Diagnostic);

impl Finding<'_> {
    /// How to repair it.
    pub fn help(self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// A second place that explains it.
    pub fn because(self, path: KeyPath, message: impl Into<String>) -> Self {
        self.0.related.push(Related { path, message: message.into(), span: None });
        self
    }

    /// The one environment that it concerns.
    pub fn environment(self, environment: &EnvironmentName) -> Self {
        self.0.environment = Some(environment.clone());
        self
    }

    /// Proof that it was reported; of an error only, because a warning stops nothing.
    pub(crate) fn reported(self) -> Reported {
        self.0.severity = Severity::Error;
        Reported(())
    }

    /// The key is at fault, not its value.
    pub fn at_key(self) -> Self {
        self.0.at_key = true;
        self
    }
}
