//! The pages for people: what the stack is, how it is run, what keeps its data, and how it is built again.

mod architecture;
mod data;
mod runbook;

use super::Repository;
use crate::{
    Tree,
    compose::is_dumped,
    engine::{RenderError, verbatim},
};
use minijinja::{Value, context};
use stack_model::{CheckedStack, DeploymentName};

/// Adds the pages. They send people to nothing that is not there.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) -> Result<(), RenderError> {
    let stack = repository.stack;
    let project = stack.project();
    let title = project.display_name.as_ref().map_or_else(|| project.name.to_string(), ToString::to_string);
    let common = context! {
        title,
        project => verbatim(project.name.as_str()),
        folder => verbatim(format!("/opt/{}", project.name)),
        environments => environments(stack),
        upgrades => super::upgrade::view(stack),
        dumps => is_dumped(stack),
        monitors => stack.uptime_kuma().is_some(),
    };
    let pages = [
        ("ARCHITECTURE", architecture::view(stack)),
        ("RUNBOOK", runbook::view(stack)),
        ("DISASTER-RECOVERY", context! { ..data::view(stack), ..runbook::secrets(stack) }),
        ("BACKUP-STRATEGY", data::view(stack)),
    ];
    for (name, view) in pages {
        let path = format!("ansible/docs/{name}.md");
        let view = context! { ..view, ..common.clone() };
        let text = repository.engine.render(&format!("{path}.j2"), &view)?;
        tree.add(path, text);
    }
    Ok(())
}

/// A name from one of our own alphabets, none of which has a backtick or a bar.
fn code(text: impl std::fmt::Display) -> Value {
    verbatim(format!("`{text}`"))
}

/// Names, or a dash where there is none.
fn codes(texts: impl IntoIterator<Item = impl std::fmt::Display>) -> Value {
    let texts: Vec<String> = texts.into_iter().map(|text| format!("`{text}`")).collect();
    verbatim(if texts.is_empty() { "-".to_owned() } else { texts.join(", ") })
}

/// A value that environments may differ in: once where they agree, else by environment.
fn by_environment(stack: &CheckedStack, value: impl Fn(&DeploymentName) -> String) -> Value {
    let values: Vec<(&DeploymentName, String)> =
        stack.resolved().deployments().map(|(name, _)| (name, value(name))).collect();
    match values.split_first() {
        Some(((_, first), rest)) if rest.iter().all(|(_, other)| other == first) => code(first),
        _ => {
            let each: Vec<String> = values.iter().map(|(name, value)| format!("{name}: `{value}`")).collect();
            verbatim(each.join("<br>"))
        }
    }
}

fn environments(stack: &CheckedStack) -> Value {
    let environments = stack.resolved().deployments().map(|(name, deployment)| {
        context! {
            name => verbatim(name.as_str()),
            group => verbatim(name.identifier()),
            domain => code(&deployment.domain),
            without => codes(&deployment.without),
        }
    });
    environments.collect()
}
