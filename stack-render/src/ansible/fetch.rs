//! `playbooks/tasks/fetch.yml`: what left a machine comes back to it from the repositories of restic, with or without Zerobyte.

use super::Repository;
use crate::{
    Tree,
    engine::RenderError,
    jinja::Expression,
    yaml::{Yaml, map},
};
use stack_model::{
    CheckedStack, RepositoryName, Site,
    resolve::{Pull, RestorePlan},
};

/// Adds the tasks and the program that they run; nothing where nothing leaves a machine.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) -> Result<(), RenderError> {
    let resolved = repository.stack.resolved();
    if resolved.deployments().all(|(environment, _)| resolved.pulls(environment).is_empty()) {
        return Ok(());
    }
    for path in ["ansible/playbooks/tasks/fetch.yml", "ansible/playbooks/files/fetch_artefacts.py"] {
        tree.add(path, repository.engine.fixed(&format!("{path}.j2"))?);
    }
    Ok(())
}

/// The repository that has what a plan puts back; none if no job takes it away.
pub(super) fn repository_of<'a>(pulls: &[Pull<'a>], plan: &RestorePlan) -> Option<&'a RepositoryName> {
    let mut pulls = pulls.iter().filter(|pull| pull.source == *plan.source());
    pulls.find_map(|pull| pull.restic_repository).map(|restic_repository| restic_repository.name)
}

/// How the repositories with what a machine has dumped are opened; none where nothing is taken away.
pub(super) fn repositories(stack: &CheckedStack, site: &Site<'_>) -> Option<(&'static str, Yaml)> {
    let pulls = stack.resolved().pulls(site.environment);
    let mut known: Vec<(String, Yaml)> = Vec::new();
    for pull in pulls.iter().filter(|pull| pull.source.host == *site.host) {
        let Some(restic_repository) = pull.restic_repository else { continue };
        let name = restic_repository.name.to_string();
        if known.iter().any(|(other, _)| *other == name) {
            continue;
        }
        let keys = restic_repository.keys();
        let vault = |name| Expression::vault(&name);
        let opened = map! {
            "url": Yaml::text(restic_repository.url()),
            "password": vault(keys.password),
            "access_key": vault(keys.access_key),
            "secret_key": vault(keys.secret_key),
        };
        known.push((name, opened));
    }
    (!known.is_empty()).then(|| ("restore_repositories", Yaml::map(known)))
}
