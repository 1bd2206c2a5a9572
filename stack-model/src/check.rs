//! `check`: every rule over a resolved stack, all findings in one run.

use crate::{
    CheckedStack, Diagnostic, KeyPath, Report, Resolved, Severity, Stack,
    checked::Construction,
    rules::{Check, Findings, RULES, Reported, rule},
    value::EnvironmentName,
};
use indexmap::IndexMap;

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
    let mut missing = Vec::new();
    let parts = Construction::new(&resolved, &mut missing);
    let environments: Vec<EnvironmentName> = resolved.environments().cloned().collect();
    let mut findings = accept(&resolved.stack, merge_environments(findings, &environments));
    // What the checked stack cannot be made without is not for `accept` to take out.
    findings.extend(merge_environments(missing, &environments));
    let report = Report::new(findings);
    match parts {
        Ok(parts) if report.count(Severity::Error) == 0 => Ok(CheckedStack::new(resolved, parts, report)),
        Ok(_) | Err(Reported { .. }) => Err(report),
    }
}

/// One finding for all environments where each of them has the same.
fn merge_environments(findings: Vec<Diagnostic>, environments: &[EnvironmentName]) -> Vec<Diagnostic> {
    let mut groups: IndexMap<(&'static str, KeyPath, String), Vec<Diagnostic>> = IndexMap::new();
    for finding in findings {
        let group = groups.entry((finding.code, finding.path.clone(), finding.message.clone())).or_default();
        if !group.contains(&finding) {
            group.push(finding);
        }
    }
    let merge = |mut group: Vec<Diagnostic>| {
        let everywhere = environments
            .iter()
            .all(|name| group.iter().any(|finding| finding.environment.as_ref() == Some(name)));
        if everywhere && !environments.is_empty() {
            group.truncate(1);
            group[0].environment = None;
        }
        group
    };
    groups.into_values().flat_map(merge).collect()
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
