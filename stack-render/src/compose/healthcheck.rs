//! `Healthcheck` and `Dependency`: whether a container is healthy, and who waits for it.

use super::Form;
use serde::Serialize;
use stack_model::{Duration, stack::Condition};

/// A health check (<https://docs.docker.com/reference/compose-file/services/#healthcheck>). Times are written in Go's words: `1m30s`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(bound = "")]
pub struct Healthcheck<F: Form> {
    /// `CMD`, then the words that are executed in the container; it is healthy if they end with 0.
    pub test: Vec<F::Text>,
    /// Time between two checks.
    pub interval: Duration,
    /// Time after which a check has failed.
    pub timeout: Duration,
    /// Failures in a row that make the container unhealthy.
    pub retries: u8,
    /// Time after the start in which failures do not count.
    pub start_period: Duration,
    /// Time between two checks in that time.
    pub start_interval: Duration,
}

/// What a start waits for (<https://docs.docker.com/reference/compose-file/services/#depends_on>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Dependency {
    /// The state that the other service must have.
    pub condition: ServiceState,
}

/// The state of a service (<https://docs.docker.com/reference/compose-file/services/#long-syntax-1>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceState {
    /// Its container was started.
    ServiceStarted,
    /// Its health check succeeds.
    ServiceHealthy,
    /// Its container ended with 0.
    ServiceCompletedSuccessfully,
}

impl From<Condition> for ServiceState {
    fn from(condition: Condition) -> Self {
        match condition {
            Condition::Started => Self::ServiceStarted,
            Condition::Healthy => Self::ServiceHealthy,
            Condition::Completed => Self::ServiceCompletedSuccessfully,
        }
    }
}
