//! What a checked stack is made of. Whatever is missing is reported while it is looked for, so nothing can be accepted away.

use super::{CheckedService, Machine};
use crate::{
    Diagnostic, KeyPath, Resolved,
    rules::{
        Findings, Reported, all,
        retention_unclear::{self, retention},
        unknown_host, unknown_repository, unknown_upstream,
    },
    stack::{Retention, Zerobyte},
    value::{JobName, Port, ServiceName},
};
use indexmap::IndexMap;

/// The parts of a checked stack that a resolved one may lack.
#[derive(Debug, Clone)]
pub(crate) struct Construction {
    pub(super) services: IndexMap<ServiceName, CheckedService>,
    pub(super) machines: Vec<Machine>,
    pub(super) upstreams: Vec<Option<(ServiceName, Port)>>,
    pub(super) retentions: Option<Retentions>,
}

/// Which snapshots stay of what Zerobyte keeps.
#[derive(Debug, Clone)]
pub(super) struct Retentions {
    pub(super) jobs: IndexMap<JobName, Retention>,
    pub(super) state: Retention,
}

impl Construction {
    /// Looks for every part; each that is missing is reported under its rule.
    pub(crate) fn new(stack: &Resolved, found: &mut Vec<Diagnostic>) -> Result<Self, Reported> {
        let services = stack
            .services
            .iter()
            .map(|(name, service)| Ok((name.clone(), CheckedService::new(stack, service, found)?)));
        let services = all(services);
        let machines = machines(stack, found);
        let routes = stack.stack.routes.iter().enumerate();
        let upstreams = all(routes.map(|(index, route)| {
            unknown_upstream::upstream(
                stack,
                index,
                route,
                &mut Findings::new(&unknown_upstream::RULE, found),
            )
        }));
        let retentions = stack.zerobyte().map(|zerobyte| retentions(zerobyte, found)).transpose();
        Ok(Self {
            services: services?.into_iter().collect(),
            machines: machines?,
            upstreams: upstreams?,
            retentions: retentions?,
        })
    }
}

fn machines(stack: &Resolved, found: &mut Vec<Diagnostic>) -> Result<Vec<Machine>, Reported> {
    let sizes = stack.deployments().flat_map(|(environment, deployment)| {
        deployment.hosts.iter().map(move |(host, size)| (environment, deployment, host, size))
    });
    all(sizes.map(|(environment, deployment, host, size)| {
        let findings = &mut Findings::new(&unknown_host::RULE, found);
        let machine = unknown_host::machine_in(stack, environment, host, findings)?;
        Ok(Machine {
            environment: environment.clone(),
            deployment: deployment.clone(),
            host: host.clone(),
            declared: machine.clone(),
            size: size.clone(),
        })
    }))
}

fn retentions(zerobyte: &Zerobyte, found: &mut Vec<Diagnostic>) -> Result<Retentions, Reported> {
    let mut stays = |title: String, path: KeyPath, into, own| {
        let findings = &mut Findings::new(&unknown_repository::RULE, found);
        let repository = unknown_repository::declared(zerobyte, path.key("into"), into, findings)?;
        let findings = &mut Findings::new(&retention_unclear::RULE, found);
        retention(&title, path, own, (into, repository), findings)
    };
    let jobs = all(zerobyte.jobs.iter().map(|(name, job)| {
        let path = Zerobyte::path().key("jobs").key(name);
        Ok((name.clone(), stays(format!("`{name}`"), path, &job.into, job.keep)?))
    }));
    let path = Zerobyte::path().key("state");
    let state = stays(retention_unclear::STATE.into(), path, &zerobyte.state.into, zerobyte.state.keep);
    Ok(Retentions { jobs: jobs?.into_iter().collect(), state: state? })
}
