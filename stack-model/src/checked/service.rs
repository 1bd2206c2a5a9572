//! `CheckedService`: a service of which everything is there that its files need.

use crate::{
    Diagnostic, Resolved,
    resolve::ResolvedService,
    rules::{
        Findings, Reported, unknown_host, unknown_network, unknown_service, unlimited_cpus, unlimited_memory,
        unpinned_image,
    },
    stack::{ByEnvironment, Host, Network},
    value::{CpuShare, EnvironmentName, HostName, ImageRef, MemorySize, NetworkName},
};
use indexmap::IndexMap;
use std::ops::Deref;

/// A service of which everything is there that its files need: machine, image and limits in every environment, networks with
/// their subnets. It points at the service as resolved for all the rest.
///
/// There is none that [`crate::check`] did not make, and `accept` cannot make one: what is missing has no value.
#[derive(Debug, Clone)]
pub struct CheckedService {
    resolved: ResolvedService,
    host: HostName,
    machine: Host,
    image: ByEnvironment<ImageRef>,
    memory: ByEnvironment<MemorySize>,
    cpus: ByEnvironment<CpuShare>,
    networks: IndexMap<NetworkName, Network>,
}

impl CheckedService {
    /// Processes that its container may have.
    pub const PIDS: u32 = ResolvedService::PIDS;

    /// Takes a service, if nothing is missing; else each missing part is reported under its rule.
    pub(super) fn new(
        stack: &Resolved,
        service: &ResolvedService,
        found: &mut Vec<Diagnostic>,
    ) -> Result<Self, Reported> {
        let machine =
            unknown_host::machine_of(stack, service, &mut Findings::new(&unknown_host::RULE, found));
        let image = unpinned_image::image(stack, service, &mut Findings::new(&unpinned_image::RULE, found));
        let memory =
            unlimited_memory::limit(stack, service, &mut Findings::new(&unlimited_memory::RULE, found));
        let cpus = unlimited_cpus::limit(stack, service, &mut Findings::new(&unlimited_cpus::RULE, found));
        let networks =
            unknown_network::networks(stack, service, &mut Findings::new(&unknown_network::RULE, found));
        unknown_service::neighbours(stack, service, &mut Findings::new(&unknown_service::RULE, found))?;
        let (host, machine) = machine?;
        Ok(Self {
            host: host.clone(),
            machine: machine.clone(),
            image: image?,
            memory: memory?,
            cpus: cpus?,
            networks: networks?,
            resolved: service.clone(),
        })
    }

    /// The name of the machine that it runs on.
    pub const fn host(&self) -> &HostName {
        &self.host
    }

    /// The machine that it runs on.
    pub const fn machine(&self) -> &Host {
        &self.machine
    }

    /// Its image in one environment.
    pub fn image(&self, environment: &EnvironmentName) -> &ImageRef {
        self.image.get(environment)
    }

    /// The image that environments share; the first one's where all differ.
    pub const fn shared_image(&self) -> &ImageRef {
        self.image.shared()
    }

    /// Its memory limit in one environment.
    pub fn memory(&self, environment: &EnvironmentName) -> MemorySize {
        *self.memory.get(environment)
    }

    /// Its CPU limit in one environment.
    pub fn cpus(&self, environment: &EnvironmentName) -> CpuShare {
        *self.cpus.get(environment)
    }

    /// The memory kept for it in one environment; none if none is kept there.
    pub fn reservation(&self, environment: &EnvironmentName) -> Option<MemorySize> {
        self.resolved.reservation_in(environment)
    }

    /// Whether memory is kept for it in any environment.
    pub const fn has_reservation(&self) -> bool {
        self.resolved.reservation.is_some()
    }

    /// The connections that it takes in one environment; none if it is no database server.
    pub fn max_connections(&self, environment: &EnvironmentName) -> Option<u32> {
        self.resolved.max_connections_in(environment)
    }

    /// The networks that it joins, as they are declared, in the order of the service.
    pub fn joined(&self) -> impl Iterator<Item = (&NetworkName, &Network)> {
        self.networks.iter()
    }
}

impl Deref for CheckedService {
    type Target = ResolvedService;

    fn deref(&self) -> &ResolvedService {
        &self.resolved
    }
}
