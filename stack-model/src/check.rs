//! `check`: every rule over a resolved stack, all findings in one run.

use crate::{
    CheckedStack, Diagnostic, Report, Resolved, Severity, Stack,
    rules::{Check, Findings, RULES, rule},
    value::DeploymentName,
};

/// Checks a stack against every rule.
///
/// ```
/// # let text = include_str!("../../fixtures/valid/minimal.yml");
/// let stack = stack_model::Source::new("stack.yml", text).parse()?;
/// let checked = stack_model::check(stack)?;
/// assert_eq!(checked.warnings().count(stack_model::Severity::Error), 0);
/// # Ok::<(), stack_model::Report>(())
/// ```
///
/// # Errors
/// Every finding, if one of them is an error. Warnings alone travel on the [`CheckedStack`].
pub fn check(stack: Stack) -> Result<CheckedStack, Report> {
    let mut resolved = Resolved::of(stack);
    let mut findings = std::mem::take(&mut resolved.findings);
    for rule in RULES {
        if let Check::Stack(check) = rule.check {
            check(&resolved, &mut Findings::new(rule, &mut findings));
        }
    }
    let environments: Vec<DeploymentName> = resolved.stack.environments.keys().cloned().collect();
    let report = Report::new(accept(&resolved.stack, merge_environments(&findings, &environments)));
    if report.count(Severity::Error) > 0 { Err(report) } else { Ok(CheckedStack::new(resolved, report)) }
}

/// One finding for all environments where each of them has the same.
fn merge_environments(findings: &[Diagnostic], environments: &[DeploymentName]) -> Vec<Diagnostic> {
    let mut merged: Vec<Diagnostic> = Vec::new();
    for finding in findings {
        let same = |other: &Diagnostic| {
            Diagnostic { environment: None, ..other.clone() }
                == Diagnostic { environment: None, ..finding.clone() }
        };
        let everywhere = environments
            .iter()
            .all(|name| findings.iter().any(|other| other.environment.as_ref() == Some(name) && same(other)));
        let mut finding = finding.clone();
        if everywhere {
            finding.environment = None;
        }
        if !merged.contains(&finding) {
            merged.push(finding);
        }
    }
    merged
}

/// Takes out what the author accepts, and reports the entries that match nothing.
fn accept(stack: &Stack, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut matched = vec![false; stack.accept.len()];
    let mut rest: Vec<Diagnostic> = findings
        .into_iter()
        .filter(|finding| {
            let acceptable = rule(finding.code).is_some_and(|rule| rule.acceptable);
            let mut accepted = false;
            for (entry, matched) in stack.accept.iter().zip(&mut matched) {
                if acceptable && entry.code == finding.code && entry.at.covers(&finding.path) {
                    (*matched, accepted) = (true, true);
                }
            }
            !accepted
        })
        .collect();
    let unmatched: Vec<_> = stack.accept.iter().enumerate().filter(|(index, _)| !matched[*index]).collect();
    for rule in RULES {
        if let Check::Unmatched(check) = rule.check {
            check(&unmatched, &mut Findings::new(rule, &mut rest));
        }
    }
    rest
}
