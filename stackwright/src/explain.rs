//! `RulePage`: what a rule rejects, why it matters, and how to repair it.

use serde::Serialize;
use stack_model::{
    Severity,
    rules::{RULES, Rule},
};
use std::fmt;

/// A rule's page. As text it is Markdown.
///
/// ```
/// use stackwright::explain::RulePage;
///
/// let page = RulePage::of("digest-missing").expect("there is such a rule");
/// assert!(page.to_string().starts_with("# digest-missing (warning)"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RulePage {
    /// The rule's name, in kebab case, as findings show it in brackets.
    pub code: &'static str,
    /// How bad its findings are.
    pub severity: Severity,
    /// Whether its findings can be accepted with a reason.
    pub acceptable: bool,
    /// What it rejects: one line.
    pub summary: &'static str,
    /// The page, in Markdown.
    pub docs: &'static str,
}

impl RulePage {
    /// The page of a rule; none if there is no rule of this name.
    pub fn of(code: &str) -> Option<Self> {
        stack_model::rules::rule(code).map(Self::about)
    }

    /// The pages of all rules, by name.
    pub fn all() -> impl Iterator<Item = Self> {
        RULES.iter().copied().map(Self::about)
    }

    /// One line a rule: its name, its severity, its summary.
    pub fn list() -> String {
        let width = RULES.iter().map(|rule| rule.code.len()).max().unwrap_or_default();
        let line =
            |page: Self| format!("{:width$}  {:7}  {}", page.code, page.severity.to_string(), page.summary);
        Self::all().map(line).collect::<Vec<_>>().join("\n")
    }
}

impl RulePage {
    fn about(rule: &Rule) -> Self {
        Self {
            code: rule.code,
            severity: rule.severity,
            acceptable: rule.acceptable,
            summary: rule.summary,
            docs: rule.docs,
        }
    }
}

impl fmt::Display for RulePage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "# {} ({})\n\n{}.\n\n{}", self.code, self.severity, self.summary, self.docs.trim_end())
    }
}
