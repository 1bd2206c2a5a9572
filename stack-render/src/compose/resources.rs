//! `Resources`: what a container may use of its machine.

use super::Form;
use serde::Serialize;
use stack_model::{CpuShare, MemorySize};

/// How a service is deployed (<https://docs.docker.com/reference/compose-file/deploy/>).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(bound = "")]
pub struct Deploy<F: Form> {
    /// Memory, processors and processes (<https://docs.docker.com/reference/compose-file/deploy/#resources>).
    pub resources: Resources<F>,
}

/// Memory, processors and processes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(bound = "")]
pub struct Resources<F: Form> {
    /// At most.
    pub limits: Limits<F>,
    /// At least, where the machine runs short.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reservations: Option<Reservations<F>>,
}

/// What a container may use at most.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(bound = "")]
pub struct Limits<F: Form> {
    /// Memory, in Docker's units: `512M` is 512 MiB. Who takes more is killed
    /// (<https://docs.docker.com/reference/compose-file/deploy/#memory>).
    pub memory: F::Leaf<MemorySize>,
    /// Processors: `0.5` is half of one (<https://docs.docker.com/reference/compose-file/deploy/#cpus>).
    pub cpus: F::Leaf<CpuShare>,
    /// Processes and threads (<https://docs.docker.com/reference/compose-file/deploy/#pids>).
    pub pids: u32,
}

/// What is kept for a container.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(bound = "")]
pub struct Reservations<F: Form> {
    /// Memory, in Docker's units (<https://docs.docker.com/reference/compose-file/deploy/#memory>).
    pub memory: F::Leaf<MemorySize>,
}
