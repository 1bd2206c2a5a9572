//! `Var`: the name of a variable of `group_vars`, with the type of its value.

use super::{Datum, Typed};
use crate::{engine::verbatim, jinja::Expression};
use serde::{Serialize, Serializer};
use stack_model::ServiceName;
use std::{borrow::Cow, cmp::Ordering, fmt, marker::PhantomData};

/// A variable of `group_vars`: its name, and in its type what its value is. A variable is made by one function or constant, so
/// that its name is spelled once; what is declared of it holds the values.
///
/// A leaf takes a variable of its own type:
///
/// ```
/// use stack_model::{CpuShare, MemorySize};
/// use stack_render::compose::{ForAnsible, Limits, Var};
///
/// fn limits(memory: Var<MemorySize>, cpus: Var<CpuShare>) -> Limits<ForAnsible> {
///     Limits { memory, cpus, pids: 1 }
/// }
/// ```
///
/// and of no other:
///
/// ```compile_fail,E0308
/// use stack_model::{CpuShare, MemorySize};
/// use stack_render::compose::{ForAnsible, Limits, Var};
///
/// fn limits(memory: Var<CpuShare>, cpus: Var<CpuShare>) -> Limits<ForAnsible> {
///     Limits { memory, cpus, pids: 1 }
/// }
/// ```
pub struct Var<T> {
    name: Cow<'static, str>,
    of: PhantomData<fn() -> T>,
}

impl<T> Var<T> {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same variable, of which only the text of its value is asked for.
    pub(crate) fn untyped(&self) -> Var<Datum> {
        Var { name: self.name.clone(), of: PhantomData }
    }
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

    /// What Jinja evaluates to its value.
    pub(crate) fn expression(&self) -> Expression {
        Expression::from(self)
    }

    /// The reference to it, as a template of stage 1 prints it.
    pub(crate) fn reference(&self) -> minijinja::Value {
        verbatim(self.expression().print())
    }
}

impl<T> Serialize for Var<T> {
    /// The reference to it, as it stands in a template.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Expression::from(self).print())
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
