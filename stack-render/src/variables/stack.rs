//! The variables of the stack as a whole.

use super::{Group, Var, Variables, by_environment};
use crate::scalar::{Reader, Scalar};
use stack_model::{CheckedStack, EnvironmentName, stack::Deployment};

/// What containers, networks and folders are named after.
pub(crate) const PROJECT_NAME: Var<String> = Var::named("project_name");
/// The folder of the stack on its machine.
pub(crate) const STACK_DIR: Var<String> = Var::named("stack_dir");
/// Where logins of registries are looked for.
const STACK_DOCKER_CONFIG: Var<String> = Var::named("stack_docker_config");
/// Whether containers are started.
pub(crate) const STACK_START: Var<bool> = Var::named("stack_start");
/// The environment that a machine belongs to.
const STACK_ENVIRONMENT: Var<String> = Var::named("stack_environment");
/// The domain that every route is below.
pub(crate) const DOMAIN_NAME: Var<String> = Var::named("domain_name");
/// The compose profiles that are started, with commas between them.
pub(crate) const COMPOSE_PROFILES: Var<String> = Var::named("compose_profiles");

/// Declares them.
pub(super) fn declare(stack: &CheckedStack, variables: &mut Variables) {
    let project = &stack.project().name;
    let about = "what containers, networks and folders are named after";
    variables.all(Group::Main, &PROJECT_NAME, about, project.to_string());
    let about = "the folder of the stack on its machine";
    variables.all(Group::Main, &STACK_DIR, about, format!("/opt/{project}"));
    let about = "where logins of registries are looked for; one on the machine that has expired would block public images too";
    variables.all(Group::Main, &STACK_DOCKER_CONFIG, about, format!("/opt/{project}/.docker"));
    let about =
        "whether containers are started; false where no image can be had, as in a test of the machine alone";
    variables.all(Group::Main, &STACK_START, about, true);

    let names = by_environment(stack, EnvironmentName::identifier);
    let about = "the environment that the machine belongs to; a vault of another is refused";
    variables.each(Group::Main, &STACK_ENVIRONMENT, about, names);
    let environments = || stack.resolved().deployments();
    let domains = environments().map(|(name, deployment)| (name.clone(), deployment.domain.to_string()));
    variables.each(Group::Main, &DOMAIN_NAME, "the domain that every route is below", domains);
    let profiles =
        environments().map(|(name, deployment)| (name.clone(), active_profiles(stack, deployment)));
    variables.each(Group::Main, &COMPOSE_PROFILES, "the compose profiles that are started", profiles);
}

fn active_profiles(stack: &CheckedStack, deployment: &Deployment) -> String {
    let services = stack.services();
    let mut profiles: Vec<_> = services.flat_map(|service| &service.profiles).collect();
    profiles.sort();
    profiles.dedup();
    profiles.retain(|profile| !deployment.without.contains(profile));
    profiles.into_iter().map(stack_model::ProfileName::as_str).collect::<Vec<_>>().join(",")
}

/// The name of a container or network: the project's, then its own.
pub(crate) fn prefixed(name: &str) -> Scalar {
    debug_assert_eq!(Scalar::literal(name).print(Reader::Plain), name, "names need no escaping");
    Scalar::from(&PROJECT_NAME).and(format!("_{name}"))
}
