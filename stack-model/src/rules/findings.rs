//! `Findings`: where rules report to.

use super::Rule;
use crate::{Diagnostic, KeyPath, diagnostic::Related, value::DeploymentName};

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
    pub fn environment(self, environment: &DeploymentName) -> Self {
        self.0.environment = Some(environment.clone());
        self
    }

    /// The key is at fault, not its value.
    pub fn at_key(self) -> Self {
        self.0.at_key = true;
        self
    }
}
