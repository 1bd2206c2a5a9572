//! `Expression`: what Jinja evaluates, made of names that are known and never of text that a user writes.

use crate::variables::Var;
use stack_model::{EnvironmentName, HostName, SecretName};
use std::borrow::Cow;

/// An expression of Jinja, without its braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expression(Cow<'static, str>);

impl Expression {
    /// A variable that Ansible itself, the inventory, or a role of a machine gives.
    pub(crate) const fn given(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// A variable that is given for one machine.
    pub(crate) fn given_for(host: &HostName, name: &'static str) -> Self {
        Self(Cow::Owned(format!("{name}_{}", host.identifier())))
    }

    /// The same variable of one machine, as a play on other machines asks for it.
    pub(crate) fn of_machine(&self, environment: &EnvironmentName, host: &HostName) -> Self {
        Self(Cow::Owned(format!("hostvars['{environment}.{host}'].{}", self.0)))
    }

    /// A secret's variable in the vault.
    pub(crate) fn vault(secret: &SecretName) -> Self {
        Self(Cow::Owned(format!("vault_{secret}")))
    }

    /// The value of `self`, or of `other` where `self` is not defined.
    #[must_use]
    pub(crate) fn or_default(&self, other: &Self) -> Self {
        Self(Cow::Owned(format!("{} | default({})", self.0, other.0)))
    }

    /// Whether any of the conditions holds, each once; none if there are none.
    pub(crate) fn any(conditions: &[Self]) -> Option<Self> {
        let words: Vec<&str> = conditions.iter().map(Self::as_str).collect();
        (!words.is_empty()).then(|| Self(Cow::Owned(words.join(" or "))))
    }

    /// The expression, as a statement or a condition of Ansible holds it.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The reference that a template holds.
    pub(crate) fn print(&self) -> String {
        format!("{{{{ {} }}}}", self.0)
    }
}

impl<T> From<&Var<T>> for Expression {
    fn from(variable: &Var<T>) -> Self {
        Self(Cow::Owned(variable.name().to_owned()))
    }
}

impl From<Expression> for String {
    fn from(expression: Expression) -> Self {
        expression.0.into_owned()
    }
}

/// Text of which Jinja evaluates parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template(String);

impl Template {
    /// Adds a literal at the end.
    #[must_use]
    pub(crate) fn and(mut self, text: &str) -> Self {
        self.0.push_str(&super::literal(text));
        self
    }

    /// The text that stands in the file.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&Expression> for Template {
    fn from(expression: &Expression) -> Self {
        Self(expression.print())
    }
}
