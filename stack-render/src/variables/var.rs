//! `Var`: the name of a variable of `group_vars`, with the type of its value.

use super::Typed;
use crate::{engine::verbatim, jinja::Expression};
use stack_model::ServiceName;
use std::{borrow::Cow, cmp::Ordering, fmt, marker::PhantomData};

/// A variable of `group_vars`: its name, and in its type what its value is. A variable is made by one function or constant, so
/// that its name is spelled once; [`super::Variables`] holds the values.
pub(crate) struct Var<T> {
    name: Cow<'static, str>,
    of: PhantomData<fn() -> T>,
}

impl<T: Typed> Var<T> {
    /// A variable of the whole stack.
    pub(crate) const fn named(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), of: PhantomData }
    }

    /// A variable of a service: its name, then what the value is of it.
    pub(crate) fn of_service(service: &ServiceName, what: &'static str) -> Self {
        Self::made(format!("{}_{what}", service.identifier()))
    }

    /// A variable whose name is made of identifiers.
    pub(super) fn made(name: String) -> Self {
        debug_assert!(crate::jinja::is_identifier(&name), "`{name}` is no identifier");
        Self { name: Cow::Owned(name), of: PhantomData }
    }

    /// Its name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// What Jinja evaluates to its value.
    pub(crate) fn expression(&self) -> Expression {
        Expression::from(self)
    }

    /// The reference to it, as a template of stage 1 prints it.
    pub(crate) fn reference(&self) -> minijinja::Value {
        verbatim(self.expression().print())
    }
}

impl<T> Clone for Var<T> {
    fn clone(&self) -> Self {
        Self { name: self.name.clone(), of: PhantomData }
    }
}

impl<T> PartialEq for Var<T> {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl<T> Eq for Var<T> {}

impl<T> PartialOrd for Var<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Var<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name.cmp(&other.name)
    }
}

impl<T> fmt::Debug for Var<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Var({})", self.name)
    }
}
