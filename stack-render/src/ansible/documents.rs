//! The pages for people: what the stack is, how it is run, what keeps its data, and how it is built again.

mod architecture;
mod data;
mod runbook;

use super::Repository;
use crate::{
    Tree,
    engine::{Plain, Raw, RenderError, raw},
};
use stack_model::{CheckedStack, EnvironmentName};

/// Adds the pages. They send people to nothing that is not there.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) -> Result<(), RenderError> {
    let (engine, stack) = (repository.engine, repository.stack);
    let architecture = engine.fill(&architecture::page(stack))?;
    tree.add("ansible/docs/ARCHITECTURE.md", architecture);
    let runbook = engine.fill(&runbook::page(stack))?;
    tree.add("ansible/docs/RUNBOOK.md", runbook);
    for (path, text) in engine.fill_each(&data::pages(stack))? {
        tree.add(path, text);
    }
    Ok(())
}

/// What the stack is called on a page.
fn title(stack: &CheckedStack) -> String {
    let project = stack.project();
    project.display_name.as_ref().map_or_else(|| project.name.to_string(), ToString::to_string)
}

/// The folder of the stack on each machine.
fn folder(stack: &CheckedStack) -> Raw {
    raw!["/opt/", stack.project().name]
}

/// A value in a code span. No [`Plain`] text has a backtick or a bar.
fn code(value: impl Plain) -> Raw {
    raw!["`", value, "`"]
}

/// Values in code spans, or a dash where there is none.
fn codes(values: impl IntoIterator<Item = impl Plain>) -> Raw {
    let codes: Vec<Raw> = values.into_iter().map(code).collect();
    if codes.is_empty() { Raw::of("-") } else { Raw::join(codes, ", ") }
}

/// A value that environments may differ in: once where they agree, else by environment.
fn by_environment<T: Plain + PartialEq>(stack: &CheckedStack, value: impl Fn(&EnvironmentName) -> T) -> Raw {
    let values: Vec<(&EnvironmentName, T)> =
        stack.resolved().deployments().map(|(name, _)| (name, value(name))).collect();
    match values.split_first() {
        Some(((_, first), rest)) if rest.iter().all(|(_, other)| other == first) => code(first),
        Some(_) | None => Raw::join(values.iter().map(|(name, value)| raw![name, ": `", value, "`"]), "<br>"),
    }
}
