//! The variables that every service has: its image, its limits, whether it runs, and the numbers that follow from them.

use super::{Group, Var, Variables, by_environment};
use crate::jinja::Expression;
use stack_model::{
    CheckedService, CheckedStack, CpuShare, ImageRef, MemorySize, ServiceName,
    catalogue::Interface,
    resolve::{Part, Text},
};

/// The image.
pub(crate) fn image(service: &ServiceName) -> Var<ImageRef> {
    Var::of_service(service, "image")
}

/// The memory limit.
pub(crate) fn memory_limit(service: &ServiceName) -> Var<MemorySize> {
    Var::of_service(service, "memory_limit")
}

/// The memory that is kept for it.
pub(crate) fn memory_reservation(service: &ServiceName) -> Var<MemorySize> {
    Var::of_service(service, "memory_reservation")
}

/// The CPU limit.
pub(crate) fn cpu_limit(service: &ServiceName) -> Var<CpuShare> {
    Var::of_service(service, "cpu_limit")
}

/// A number of its environment or command that follows from a limit.
pub(crate) fn derived(service: &ServiceName, name: &'static str) -> Var<String> {
    Var::of_service(service, name)
}

/// The condition under which it runs; none if it always does.
pub(crate) fn condition(service: &CheckedService) -> Option<Expression> {
    enabled(service).map(|variable| variable.expression())
}

/// Whether it runs; none if it always does.
pub(crate) fn enabled(service: &CheckedService) -> Option<Var<bool>> {
    (!service.profiles.is_empty()).then(|| Var::of_service(&service.name, "enabled"))
}

/// Declares whether services run, of those that anything but compose asks. A service without folders, files, routes and calls of
/// Docker is asked for by compose alone, which reads the profiles.
pub(super) fn declare_enabled(
    stack: &CheckedStack,
    has_files: impl Fn(&ServiceName) -> bool,
    variables: &mut Variables,
) {
    let asked = |service: &CheckedService| {
        let routed = stack.routes_to(service).next().is_some();
        let reads_docker =
            stack.servers_of(service).any(|(_, server)| server.kind.speaks(Interface::DockerApi));
        routed || reads_docker || !service.volumes.is_empty() || has_files(&service.name)
    };
    for service in stack.services().filter(|service| asked(service)) {
        let Some(variable) = enabled(service) else { continue };
        let environments = stack.resolved().deployments();
        let values = environments.map(|(name, deployment)| (name.clone(), service.runs_in(deployment)));
        variables.each(Group::Main, &variable, format!("whether {} runs", service.name), values);
    }
}

/// Declares images, limits, and what follows from them.
pub(super) fn declare(stack: &CheckedStack, variables: &mut Variables) {
    for service in stack.services() {
        let name = &service.name;
        let about = |what: &str| format!("{what} of {name}");
        let images = by_environment(stack, |environment| service.image(environment).clone());
        variables.each(Group::Versions, &image(name), about("the image"), images);
        let limits = by_environment(stack, |environment| service.memory(environment));
        variables.each(Group::Docker, &memory_limit(name), about("the memory limit"), limits);
        if service.has_reservation() {
            let variable = memory_reservation(name);
            let kept =
                by_environment(stack, |environment| service.reservation(environment).unwrap_or_default());
            variables.each(Group::Docker, &variable, about("the memory reservation"), kept);
        }
        let limits = by_environment(stack, |environment| service.cpus(environment));
        variables.each(Group::Docker, &cpu_limit(name), about("the CPU limit"), limits);
        for part in service.environment.values().chain(&service.command).flat_map(Text::parts) {
            if let Part::Varying { name: suffix, values } = part {
                let values = values.iter().map(|(name, value)| (name.clone(), value.clone()));
                let about = about(&suffix.replace('_', " "));
                variables.each(Group::Docker, &derived(name, suffix), about, values);
            }
        }
    }
}
